import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateTokens } from './estimate.ts';

const PROSE =
  'The committee met on Tuesday to discuss the budget for the coming year, and after a long debate it agreed to postpone the decision. ';
const JSON_TEXT = JSON.stringify({ id: 17, name: 'Ada', tags: ['a', 'b'], nested: { ok: true, list: [1, 2, 3] } });
const CODE = 'export function add(a: number, b: number): number {\n  return a + b; // sum\n}\nconst x = add(1, 2);\n';
const CHINESE = '今天天气很好，我们去公园散步吧。';

describe('estimateTokens', () => {
  it.each([
    ['prose', PROSE, 4],
    ['JSON', JSON_TEXT, 3],
    ['code', CODE, 3],
    ['Chinese', '今天天气很好我们去公园散步吧', 1.6],
    ['Japanese', 'きょうはいいてんきですね', 1.6],
    ['Korean', '안녕하세요반갑습니다', 1.6],
  ])('takes %s at its characters a token', (_name, text, charsPerToken) => {
    expect(estimateTokens(text)).toBe(Math.ceil(text.length / charsPerToken));
  });

  it('mixes by the share of each kind', () => {
    const mixed = estimateTokens(PROSE + CHINESE);
    expect(mixed).toBeGreaterThan(estimateTokens(PROSE));
    expect(mixed).toBeLessThanOrEqual(estimateTokens(PROSE) + estimateTokens(CHINESE) + 1);
  });

  it('is 0 for nothing and at least 1 for anything', () => {
    expect(estimateTokens('')).toBe(0);
    expect(estimateTokens('a')).toBe(1);
  });

  it.each([
    ['prose', PROSE, 4],
    ['JSON', JSON_TEXT, 3],
    ['Chinese', CHINESE, 1.6],
  ])('judges megabytes of %s by samples as it judges a page of it', (_name, text, charsPerToken) => {
    const long = text.repeat(Math.ceil(1_000_000 / text.length));
    const ratio = estimateTokens(long) / (long.length / charsPerToken);
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.05);
  });

  it('sees a change of language in the middle of a long text', () => {
    const half = 50_000;
    const text = PROSE.repeat(half / 100).slice(0, half) + CHINESE.repeat(half / 10).slice(0, half);
    const expected = half / 4 + half / 1.6;
    expect(Math.abs(estimateTokens(text) / expected - 1)).toBeLessThan(0.15);
  });

  it('is a whole number between a token for four characters and one for each, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 9_000 }), (text) => {
        const tokens = estimateTokens(text);
        expect(Number.isInteger(tokens)).toBe(true);
        expect(tokens).toBeGreaterThanOrEqual(Math.ceil(text.length / 4));
        expect(tokens).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
