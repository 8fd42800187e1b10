import type { NativeWire } from '@llm-cost-optimizer/contracts';
import { createAdapterRegistry } from '@llm-cost-optimizer/providers';
import { describe, expect, it } from 'vitest';
import { NativeReader } from './native-reader.ts';

const adapter = createAdapterRegistry().get('anthropic');

const START =
  'event: message_start\ndata: {"type":"message_start","message":{"id":"m","usage":{"input_tokens":9,"output_tokens":1}}}\n\n';
const TEXT =
  'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"say \\"usage\\":{"}}\n\n';
const DELTA =
  'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":5}}\n\n';
const STOP = 'event: message_stop\ndata: {"type":"message_stop"}\n\n';

/** What is forwarded of a stream, and what is kept for its end. */
function read(pieces: readonly string[]) {
  const wire: NativeWire | undefined = adapter?.native?.messages;
  if (adapter === null || wire === undefined) throw new Error('the adapter has the Messages API');
  const reader = new NativeReader(adapter, wire, false);
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

  it('keeps nothing of a stream that breaks', () => {
    const { forwarded, tail, errors } = read([START, TEXT]);
    expect(forwarded).toBe(START + TEXT);
    expect(tail).toBe('');
    expect(errors.at(-1)).not.toBeNull();
  });
});
