import { describe, expect, it } from 'vitest';
import { MAX_SEGMENT_BYTES, RowTexts } from './row-text.ts';

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

describe('RowText', () => {
  it('holds lines as UTF-8, each with its line end', () => {
    const text = new RowTexts().open();
    expect(text.add('one')).toBe(true);
    const second = text.length;
    expect(text.add('zwölf 漢字')).toBe(true);
    expect(textOf(text.from(0))).toBe('one\nzwölf 漢字\n');
    expect(textOf(text.from(second))).toBe('zwölf 漢字\n');
  });

  it('takes lines to the last byte of its room and refuses what is more, without a part of it', () => {
    const text = new RowTexts().open();
    expect(text.add('ä'.repeat(MAX_SEGMENT_BYTES / 2 - 2))).toBe(true);
    expect(text.add('four')).toBe(false);
    expect(text.add('ab')).toBe(true);
    expect(text.add('')).toBe(false);
    expect(text.length).toBe(MAX_SEGMENT_BYTES);
    expect(textOf(text.from(MAX_SEGMENT_BYTES - 6))).toBe('ä\nab\n');
  });

  it('takes a line larger than all its room if it is the first', () => {
    const text = new RowTexts().open();
    const large = 'x'.repeat(3 * MAX_SEGMENT_BYTES);
    expect(text.add(large)).toBe(true);
    expect(textOf(text.from(0))).toBe(`${large}\n`);
    expect(text.add('next')).toBe(false);
  });

  it('leaves its bytes alone until the last reader has ended', async () => {
    const texts = new RowTexts();
    const first = texts.open();
    first.add('first');
    const { promise, resolve } = Promise.withResolvers<void>();
    const reading = first.read(async (bytes) => {
      await promise;
      return textOf(bytes);
    });
    first.end();
    texts.open().add('other');
    resolve();
    expect(await reading).toBe('first\n');
  });

  it('uses the same memory again when nobody needs it any more, also after a reader that failed', async () => {
    const texts = new RowTexts();
    const first = texts.open();
    first.add('first');
    const { buffer } = first.from(0);
    await expect(first.read(() => Promise.reject(new Error('the database is away')))).rejects.toThrow('away');
    first.end();
    const second = texts.open();
    second.add('second');
    expect(second.from(0).buffer).toBe(buffer);
    expect(textOf(second.from(0))).toBe('second\n');
  });
});
