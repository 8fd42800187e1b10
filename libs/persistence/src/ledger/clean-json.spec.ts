import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, toCleanJson } from './clean-json.ts';

const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });

describe('toCleanJson', () => {
  it('replaces NUL and lone surrogates in values and names, at any depth (F82)', () => {
    const value = { a: 'x\0', 'k\0': ['\ud83d', { deep: '\udc00y' }], n: 1, z: null };
    expect(JSON.parse(toCleanJson(value))).toEqual({
      a: 'x\ufffd',
      'k\ufffd': ['\ufffd', { deep: '\ufffdy' }],
      n: 1,
      z: null,
    });
  });

  it('leaves every other text as it is', () => {
    for (const text of ['', 'plain', '\u{1f600}', '\u202eabc', 'says \\u0000 and \\ud800', '\n\t"\\']) {
      expect(JSON.parse(toCleanJson({ text }))).toEqual({ text });
    }
  });

  it('never writes what jsonb refuses, and changes well-formed text in nothing', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const read: { text: string } = JSON.parse(toCleanJson({ text }));
        expect(read.text).toBe(cleanText(text));
        expect(read.text.isWellFormed() && !read.text.includes('\0')).toBe(true);
        if (text.isWellFormed() && !text.includes('\0')) expect(read.text).toBe(text);
      }),
    );
  });
});
