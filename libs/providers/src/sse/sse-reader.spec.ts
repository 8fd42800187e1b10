import { createParser } from 'eventsource-parser';
import { describe, expect, it } from 'vitest';
import { cutAtRandom, randomOf } from '../conformance/cuts.ts';
import { MAX_EVENT_BYTES, type SseEvent, SseReader } from './sse-reader.ts';

function read(pieces: readonly Uint8Array[]): SseEvent[] {
  const reader = new SseReader();
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
}

function dataOf(text: string): string[] {
  return read([Buffer.from(text)]).map(({ data }) => data);
}

describe('events', () => {
  it.each([
    ['data: a\n\ndata: b\n\n', ['a', 'b']],
    ['data:a\n\n', ['a']],
    ['data:  a\n\n', [' a']],
    ['data: a\ndata: b\n\n', ['a\nb']],
    ['data: a\r\n\r\ndata: b\r\n\r\n', ['a', 'b']],
    ['data: a\r\rdata: b\r\r', ['a', 'b']],
    ['data: a\r\n\ndata: b\n\r\n', ['a', 'b']],
    ['\n\n\ndata: a\n\n\n\n', ['a']],
    [': comment\n\n: data: x\n\ndata: a\n\n', ['a']],
    ['event: x\nid: 1\nretry: 3\ndata: a\n\n', ['a']],
    ['event: ping\n\ndata: a\n\n', ['a']],
    ['data\n\ndata: a\n\n', ['a']],
    ['database: x\ndata: a\n\n', ['a']],
    ['\ufeffdata: a\n\n', ['a']],
    ['data: a', ['a']],
    ['data: a\n', ['a']],
    ['{"error":1}', []],
    ['', []],
  ])('%j holds %j', (text, expected) => {
    expect(dataOf(text)).toEqual(expected);
    const bytes = Buffer.from(text);
    expect(read(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))).map(({ data }) => data)).toEqual(expected);
  });

  it('agrees with an independent parser on random streams cut at random places', () => {
    const random = randomOf(20261124);
    const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
    const parts = [
      'data: {"a":1}',
      'data:ü€🎉',
      'data: x y',
      ': c',
      'event: e',
      'id: 9',
      'data',
      'nonsense',
      'data:',
      '',
    ];
    for (let round = 0; round < 400; round++) {
      const end = pick(['\n', '\r\n', '\r']);
      const lines = Array.from({ length: 1 + Math.floor(random() * 12) }, () => pick(parts));
      const text = `${pick(['', '\ufeff'])}${lines.join(end)}${end}${end}`;
      const expected: string[] = [];
      const judge = createParser({ onEvent: ({ data }) => void (data.trim() !== '' && expected.push(data)) });
      judge.feed(text.replaceAll(/\r\n|\r/g, '\n'));
      const events = read(cutAtRandom(Buffer.from(text), round));
      expect(events.map(({ data }) => data).filter((data) => data.trim() !== '')).toEqual(expected);
    }
  });
});

describe('bytes to pass on', () => {
  it('are the event as it came, when it is in the usual form', () => {
    const bytes = Buffer.from('data: {"a":1}\n\ndata: {"b":2}\n\n');
    const events = new SseReader().push(bytes);
    expect(events.map(({ raw }) => raw?.toString())).toEqual(['data: {"a":1}\n\n', 'data: {"b":2}\n\n']);
    expect(events[0]?.raw?.buffer).toBe(bytes.buffer);
  });

  it.each(['data: a\r\n\r\n', 'data: a\r\r', 'data: a\ndata: b\n\n', 'data: a\nid: 1\n\n', '\ufeffdata: a\n\n'])(
    'are none for %j, which must be written anew',
    (text) => {
      expect(new SseReader().push(Buffer.from(text))[0]?.raw).toBeNull();
    },
  );

  it('leave out what stands before the data of an event', () => {
    const [event] = new SseReader().push(Buffer.from(': ping\nevent: x\ndata: a\n\n'));
    expect(event?.raw?.toString()).toBe('data: a\n\n');
  });
});

describe('bounds', () => {
  it('a line longer than the bound ends the reading with bounded memory', () => {
    const reader = new SseReader();
    const piece = Buffer.alloc(1024 * 1024, 'x');
    for (let i = 0; i < MAX_EVENT_BYTES / piece.length + 2; i++) reader.push(piece);
    expect(reader.isOverflowing).toBe(true);
    expect(reader.push(Buffer.from('\ndata: a\n\n'))).toEqual([]);
    expect(reader.end()).toEqual([]);
  });

  it('an event of endless data lines ends the reading', () => {
    const reader = new SseReader();
    const line = Buffer.from(`data: ${'x'.repeat(1_000_000)}\n`);
    for (let i = 0; i < 10; i++) reader.push(line);
    expect(reader.isOverflowing).toBe(true);
  });

  it('a line just below the bound is read', () => {
    const reader = new SseReader();
    const text = 'x'.repeat(MAX_EVENT_BYTES - 100);
    reader.push(Buffer.from(`data: ${text.slice(0, 1_000_000)}`));
    const [event] = reader.push(Buffer.from(`${text.slice(1_000_000)}\n\n`));
    expect(event?.data.length).toBe(text.length);
  });
});
