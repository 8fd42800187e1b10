import { describe, expect, it } from 'vitest';
import { CUTS } from '../conformance/cuts.ts';
import { FRAMINGS } from '../conformance/framings.ts';
import { RawEventReader } from './raw-event-reader.ts';
import { MAX_EVENT_BYTES } from './sse-reader.ts';

const EVENTS = [
  { name: 'first', data: '{"a":"Zürich 🎉"}' },
  { name: null, data: '{"b":[1,2]}' },
  { name: 'last', data: '{"c":"\\r\\n"}' },
];

function read(pieces: readonly Uint8Array[]) {
  const reader = new RawEventReader();
  const events = [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
  return { data: events.map(({ data }) => data), raw: Buffer.concat(events.map(({ raw }) => raw)) };
}

describe('events as they came', () => {
  describe.each(FRAMINGS)('written with $name', ({ write }) => {
    it.each(CUTS)('are the stream itself, joined: $name', ({ cut }) => {
      const bytes = write(EVENTS);
      const { data, raw } = read(cut(bytes));
      const whole = read([bytes]);
      expect(data).toEqual(whole.data);
      expect(data.map((text) => text.replaceAll('\n', ''))).toEqual(
        expect.arrayContaining(EVENTS.map((one) => one.data)),
      );
      // Blank lines and comments behind the last event belong to none.
      expect(bytes.subarray(0, raw.length).equals(raw)).toBe(true);
      expect(bytes.length - raw.length).toBeLessThan(6);
    });
  });

  it('are the same wherever the network cut them in two', () => {
    const bytes = Buffer.from(EVENTS.map(({ data }) => `event: x\r\ndata: ${data}\r\n\r\n`).join(''));
    for (let at = 0; at <= bytes.length; at++) {
      const { data, raw } = read([bytes.subarray(0, at), bytes.subarray(at)]);
      expect(data).toEqual(EVENTS.map((event) => event.data));
      expect(bytes.subarray(0, raw.length).equals(raw)).toBe(true);
    }
  });

  it('keep their bytes when later ones arrive', () => {
    const reader = new RawEventReader();
    reader.push(Buffer.from('data: fir'));
    const [first] = reader.push(Buffer.from('st\n\ndata: sec'));
    reader.push(Buffer.from('ond, which is longer than the first\n\n'));
    expect(first?.raw.toString()).toBe('data: first\n\n');
  });

  it('are copied only when the network cut them', () => {
    const chunk = Buffer.from('data: 1\n\ndata: 2\n\n');
    for (const { raw } of new RawEventReader().push(chunk)) expect(raw.buffer).toBe(chunk.buffer);
  });

  it('are given up at the bound, lines without end and events of endless lines alike', () => {
    for (const piece of [Buffer.alloc(64 * 1024, 'x'), Buffer.alloc(64 * 1024, ':\n')]) {
      const reader = new RawEventReader();
      for (let pushed = 0; pushed <= MAX_EVENT_BYTES; pushed += piece.length) reader.push(piece);
      expect(reader.isOverflowing).toBe(true);
      expect(reader.push(Buffer.from('data: 1\n\n'))).toEqual([]);
      expect(reader.end()).toEqual([]);
    }
  });
});
