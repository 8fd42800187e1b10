import { describe, expect, it } from 'vitest';
import { bytesOf, END } from './__testing__/facts.ts';
import { hasRecordings, type Recording, recordings } from './__testing__/shared.ts';
import type { SurfaceCodec } from './surface.ts';
import { SURFACES } from './surfaces.ts';

type Entry = readonly [name: string, codec: SurfaceCodec, recording: Recording];

const entries = (codec: SurfaceCodec, provider: string, endpoint: string): Entry[] =>
  recordings(provider, endpoint)
    .filter(({ status }) => status === 200)
    .map((one) => [`${provider}/${one.name}`, codec, one]);

const all = [
  ...entries(SURFACES.messages, 'anthropic', '/messages'),
  ...entries(SURFACES.responses, 'openai', '/responses'),
  ...entries(SURFACES.completions, 'openai', '/completions'),
  ...entries(SURFACES.completions, 'vllm', '/completions'),
  ...entries(SURFACES.chat_completions, 'openai', '/chat/completions'),
  ...entries(SURFACES.ollama_chat, 'ollama', '/api/chat'),
  ...entries(SURFACES.ollama_generate, 'ollama', '/api/generate'),
];
const isWhole = ({ isStream, isGenuine }: Recording) => !isStream && isGenuine;

const parse = (body: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(body));

/** Cuts bytes into pieces of one size. */
function cut(body: Uint8Array, size: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < body.byteLength; at += size) pieces.push(body.subarray(at, at + size));
  return pieces;
}

describe.skipIf(!hasRecordings)("providers' own answers pass the cache (needs ../shared/fixtures)", () => {
  it.each(all.filter(([, , one]) => isWhole(one)))(
    'a whole answer comes back from its replay: %s',
    (_name, codec, one) => {
      const answer = parse(one.body);
      const collected = codec.collect([bytesOf(codec.replay(one.body, END))]);
      const { usage: _usage, system_fingerprint: _print, ...expected } = answer;
      // What no stream of the surface carries: an answer to tool approvals, and fields of choices that are null anyway.
      expect(withoutNulls(parse(collected?.body))).toMatchObject(withoutNulls(expected));
    },
  );

  it.each(all.filter(([, , one]) => one.isStream && one.isGenuine))(
    'a stream is collected alike however it is cut, and survives replay: %s',
    (_name, codec, one) => {
      const collected = codec.collect([one.body]);
      if (collected === null) throw new Error('nothing collected');
      expect(codec.collect(cut(one.body, 7))).toEqual(collected);
      const again = codec.collect([bytesOf(codec.replay(collected.body, END))]);
      expect(again?.isComplete).toBe(collected.isComplete);
      const { usage: _usage, ...expected } = parse(collected.body);
      expect(withoutNulls(parse(again?.body))).toMatchObject(withoutNulls(expected));
    },
  );

  it('calls a stream with an error in it incomplete', () => {
    const cuts = all.filter(([name]) => name.includes('cut-messages-stream-error-after'));
    for (const [, codec, one] of cuts) expect(codec.collect([one.body])?.isComplete).toBe(false);
    expect(cuts.length).toBe(1);
  });
});

/** Absent and null mean the same in all these APIs. */
function withoutNulls(value: unknown): object {
  return Object(stripped(value));
}

function stripped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stripped);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(kept.map(([name, one]) => [name, stripped(one)]));
}
