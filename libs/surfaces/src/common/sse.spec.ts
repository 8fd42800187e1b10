import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../__testing__/facts.ts';
import { ChunkReader, SseDataReader } from './sse.ts';

function readCut(text: string, cuts: readonly number[]): string[] {
  const bytes = bytesOf(text);
  const reader = new SseDataReader();
  const places = [0, ...cuts.map((cut) => cut % (bytes.byteLength + 1)).sort((a, b) => a - b), bytes.byteLength];
  const events = places.slice(1).flatMap((end, index) => reader.push(bytes.subarray(places[index], end)));
  return [...events, ...reader.end()];
}

describe('data of server-sent events', () => {
  it.each([
    ['line feeds', 'event: a\ndata: 1\n\ndata: 2\n\n', ['1', '2']],
    ['carriage returns and line feeds', 'data: 1\r\n\r\ndata: 2\r\n\r\n', ['1', '2']],
    ['carriage returns', 'data: 1\r\rdata: 2\r\r', ['1', '2']],
    ['no space behind the colon', 'data:1\n\n', ['1']],
    ['data over several lines', 'data: 1\ndata: 2\n\n', ['1\n2']],
    ['data over several lines with carriage returns', 'data: 1\r\ndata: 2\r\n\r\n', ['1\n2']],
    ['comments and other fields', ': hi\n\nid: 7\nretry: 3\ndata: 1\n\n', ['1']],
    ['no empty line at the end', 'data: 1\n\ndata: 2', ['1', '2']],
    ['characters of several bytes', 'data: "ä€😀"\n\n', ['"ä€😀"']],
    ['nothing', '', []],
  ])('is read alike wherever it is cut: %s', (_name, text, expected) => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { maxLength: 6 }), (cuts) => {
        expect(readCut(text, cuts)).toEqual(expected);
      }),
    );
  });

  it('gives chunks and leaves out what is none', () => {
    expect(new ChunkReader().read(bytesOf('data: {"a":1}\n\ndata: [DONE]\n\n'))).toEqual([{ a: 1 }]);
  });
});
