import type { NativeSurface } from '@llm-cost-optimizer/contracts';
import { createAdapterRegistry } from '@llm-cost-optimizer/providers';
import { describe, expect, it } from 'vitest';
import { NativeReader } from './native-reader.ts';

const adapters = createAdapterRegistry();

const START =
  'event: message_start\ndata: {"type":"message_start","message":{"id":"m","usage":{"input_tokens":9,"output_tokens":1}}}\n\n';
const TEXT =
  'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"say \\"usage\\":{"}}\n\n';
const DELTA =
  'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":5}}\n\n';
const STOP = 'event: message_stop\ndata: {"type":"message_stop"}\n\n';

/** What is forwarded of a stream, and what is kept for its end. */
function read(pieces: readonly string[], provider = 'anthropic', surface: NativeSurface = 'messages') {
  const adapter = adapters.get(provider);
  const wire = adapter?.native?.[surface];
  if (adapter === null || wire === undefined) throw new Error(`${provider} has the API ${surface}`);
  const isJsonLines = surface === 'ollama_chat';
  const reader = new NativeReader(adapter, wire, { wantsUsageChunk: false, isJsonLines });
  const decoder = reader.openStream();
  const steps = [...pieces.map((piece) => decoder.push(Buffer.from(piece))), decoder.end()];
  const forwarded = steps
    .map(({ forward }) => (forward === null ? '' : Buffer.from(forward).toString('utf8')))
    .join('');
  const { tail } = reader.finish(null);
  return { forwarded, tail: Buffer.from(tail ?? []).toString('utf8'), errors: steps.map(({ error }) => error) };
}

describe('a stream that passes as it came', () => {
  it.each([
    ['event by event', [START, TEXT, DELTA, STOP]],
    ['in one piece', [START + TEXT + DELTA + STOP]],
    ['cut within its last events', [START, TEXT + DELTA.slice(0, 40), DELTA.slice(40) + STOP]],
  ])('keeps back nothing but its end, from the final usage on: %s', (_name, pieces) => {
    const { forwarded, tail, errors } = read(pieces);
    expect(forwarded).toBe(START + TEXT);
    expect(tail).toBe(DELTA + STOP);
    expect(errors.every((error) => error === null)).toBe(true);
  });

  it('finds the end behind carriage returns too', () => {
    const { forwarded, tail } = read([(START + TEXT + DELTA + STOP).replaceAll('\n', '\r\n')]);
    expect(forwarded + tail).toBe((START + TEXT + DELTA + STOP).replaceAll('\n', '\r\n'));
    expect(tail.startsWith('event: message_delta')).toBe(true);
  });

  const WORD = '{"model":"m","message":{"role":"assistant","content":"say \\"usage\\":{"},"done":false}\n';
  const LAST = '{"model":"m","message":{"role":"assistant","content":""},"done":true,"prompt_eval_count":1}\n';

  it.each([
    ['line by line', [WORD, WORD, LAST]],
    ['in one piece', [WORD + WORD + LAST]],
    ['cut within its last line', [WORD, WORD + LAST.slice(0, 20), LAST.slice(20)]],
    ['without its last line end', [WORD + WORD, LAST.slice(0, -1)]],
  ])('keeps back its last line where it consists of lines: %s', (_name, pieces) => {
    const { forwarded, tail } = read(pieces, 'ollama', 'ollama_chat');
    expect(forwarded).toBe(WORD + WORD);
    expect(tail).toBe(LAST);
  });

  it('keeps nothing of a stream that breaks', () => {
    const { forwarded, tail, errors } = read([START, TEXT]);
    expect(forwarded).toBe(START + TEXT);
    expect(tail).toBe('');
    expect(errors.at(-1)).not.toBeNull();
  });
});
