import { describe, expect, it } from 'vitest';
import { MAX_EVENT_BYTES } from '../sse/sse-reader.ts';
import { RawLineReader } from './raw-line-reader.ts';

function readAll(pieces: readonly Uint8Array[]) {
  const reader = new RawLineReader();
  const events = [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
  return { data: events.map(({ data }) => data), raw: Buffer.concat(events.map(({ raw }) => raw)).toString('utf8') };
}

const TEXT = '\ufeff{"a":"höhe 🎉"}\n\n \r\n{"b":"\u2028"}\r\n{"c":3}';
const LINES = ['{"a":"höhe 🎉"}', '{"b":"\u2028"}', '{"c":3}'];

describe('a stream of JSON lines', () => {
  it('is cut at line feeds alone, and no byte of it is lost, wherever the network cut it', () => {
    const bytes = Buffer.from(TEXT);
    for (let at = 0; at <= bytes.length; at++) {
      expect(readAll([bytes.subarray(0, at), bytes.subarray(at)])).toEqual({ data: LINES, raw: TEXT });
    }
    expect(readAll(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)))).toEqual({ data: LINES, raw: TEXT });
  });

  it('passes lines that come whole on without copying them', () => {
    const bytes = Buffer.from('{"a":1}\n{"b":2}\n');
    const lines = new RawLineReader().push(bytes);
    expect(lines.map(({ raw }) => raw.buffer === bytes.buffer)).toEqual([true, true]);
  });

  it('is given up at an endless line', () => {
    const reader = new RawLineReader();
    const piece = Buffer.alloc(1024 * 1024, 'x');
    for (let size = 0; size <= MAX_EVENT_BYTES; size += piece.length) expect(reader.push(piece)).toEqual([]);
    expect(reader.isOverflowing).toBe(true);
    expect(reader.push(Buffer.from('\n{}\n'))).toEqual([]);
    expect(reader.end()).toEqual([]);
  });
});
