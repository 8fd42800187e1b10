import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { plainPattern, textTest } from './text-pattern.ts';

describe('an expression of a rule', () => {
  it.each([
    { pattern: '(?i)\\bnon-compete\\b', text: 'the Non-Compete clause', found: true },
    { pattern: 'contract|clause', text: 'no such word', found: false },
    { pattern: '[a-z]+@[a-z]+\\.com', text: 'write to ann@example.com', found: true },
    { pattern: '(?i)pass(?:word|phrase)s? (?:is|are)', text: 'my PASSPHRASE IS x', found: true },
  ])('$pattern in "$text": $found', ({ pattern, text, found }) => {
    expect(textTest(pattern)(text)).toBe(found);
  });

  it('sees the beginning and the end of a long text', () => {
    const filler = 'x '.repeat(100_000);
    for (const text of [`needle42 ${filler}`, `${filler} needle42`]) expect(textTest('needle[0-9]+')(text)).toBe(true);
  });

  it('throws where the engine cannot use it', () => {
    expect(() => textTest('a(?=b)')).toThrow();
    expect(() => textTest('(a')).toThrow();
  });

  it('is run by the platform only where both engines agree, and nothing can run away', () => {
    for (const risky of [
      '(a+)+$',
      'a*',
      'a{1,9}',
      '\\s',
      '\\pL',
      '(?P<n>a)',
      '(?s).',
      '[[:alpha:]]',
      '^a',
      'ä',
      'a??',
      'a?b?c?d?e?f?g?',
    ]) {
      expect(plainPattern(risky), risky).toBeNull();
    }
    expect(plainPattern('(?i)(?:one|two) words?')).not.toBeNull();
  });

  it('finds the same with either engine', () => {
    const piece = fc.constantFrom('a', 'b', 'ab', ' ', '\\b', 'a?', '(?:a|b)', '(a|bb)', '(?:ab)?', '-', '\\.', 'A');
    const pattern = fc
      .tuple(fc.constantFrom('', '(?i)'), fc.array(piece, { minLength: 1, maxLength: 6 }))
      .map(([flag, pieces]) => flag + pieces.join(''));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', ' ', '-', '.', 'c', 'é'), maxLength: 30 });
    const property = fc.property(pattern, text, (written, seen) => {
      const plain = plainPattern(written);
      if (plain !== null) expect(plain.test(seen)).toBe(RE2JS.compile(written).matcher(seen).find());
    });
    fc.assert(property, { numRuns: 2_000 });
  });
});
