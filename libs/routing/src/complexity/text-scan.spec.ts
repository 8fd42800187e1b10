import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newScan, scanText, type TextScan } from './text-scan.ts';

function scan(text: string): TextScan {
  const found = newScan();
  scanText(text, 0, text.length, found);
  return found;
}

describe('scanText', () => {
  it('counts words, numbers and questions', () => {
    expect(scan('How are you, 42 or 1000 people?')).toMatchObject({ words: 5, numbers: 2, questions: 1, lines: 1 });
  });

  it('knows words in any case and next to any sign', () => {
    expect(scan('PROVE it; (explain) "Why"').seen.reasoning).toBe(3);
    expect(scan('Erkläre es. ДОКАЖИ это.').seen.reasoning).toBe(2);
  });

  it('reads Chinese in pairs of characters', () => {
    const found = scan('请证明这个定理');
    expect(found.seen).toMatchObject({ reasoning: 1, mathematics: 1 });
    expect(found.words).toBe(3);
  });

  it.each([
    { name: 'choices', text: 'Which?\nA. one\nB) two\n(C) three\nD: four', field: 'options', count: 4 },
    { name: 'list items', text: '- a b\n* c d\n1. e\n12) f\nplain', field: 'listItems', count: 4 },
    { name: 'fences', text: '```js\nx\n```', field: 'fences', count: 2 },
    { name: 'formula signs', text: '$x^2 + \\frac{1}{2} \\le ∞$', field: 'mathSigns', count: 6 },
    { name: 'program signs', text: 'if (a[0] == b) { c(); }', field: 'codeSigns', count: 11 },
  ] as const)('counts $name', ({ text, field, count }) => {
    expect(scan(text)[field]).toBe(count);
  });

  it('takes a backslash that only escapes for no formula', () => {
    expect(scan('a \\" b \\\\ c').mathSigns).toBe(0);
  });

  it('counts at least as many words in two texts as in each', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const both = newScan();
        scanText(one, 0, one.length, both);
        scanText(other, 0, other.length, both);
        expect(both.words).toBe(scan(one).words + scan(other).words);
      }),
    );
  });
});
