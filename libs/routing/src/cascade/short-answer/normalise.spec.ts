import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseShortAnswer } from './normalise.ts';

describe('normaliseShortAnswer', () => {
  it.each([
    ['1,000', '1000.0'],
    ['1/2', '0.5'],
    ['\\frac{1}{2}', '0.5'],
    ['\\dfrac{3}{4}', '.75'.replace('.', '0.')],
    ['$1,234.50', '1234.5'],
    ['50%', '50'],
    ['-7', '-7.00'],
    ['(B)', 'B.'],
    ['b', 'B'],
    ['Paris.', 'paris'],
    ['**New York**', 'new york'],
    ['YES', 'yes'],
    ['`[1, 2]`', '[1,2]'],
    ['\\text{Monday}', 'Monday'],
    ['90^\\circ', '90'],
    ['２５', '25'],
    ['1e3', '1000'],
  ])('takes %j and %j for the same answer', (one, other) => {
    expect(normaliseShortAnswer(one)).toBe(normaliseShortAnswer(other));
    expect(normaliseShortAnswer(one)).not.toBeNull();
  });

  it.each([
    ['12', '13'],
    ['A', 'B'],
    ['aBc', 'abC'],
    ['[1, 2]', '[12]'],
    ['6,8,8', '688'],
    ['12345678901234567', '12345678901234568'],
    ['1/3', '0.33'],
    ['yes', 'no'],
  ])('keeps %j and %j apart', (one, other) => {
    expect(normaliseShortAnswer(one)).not.toBe(normaliseShortAnswer(other));
  });

  it('has nothing to compare in what is missing, empty or long', () => {
    expect(normaliseShortAnswer(null)).toBeNull();
    expect(normaliseShortAnswer('  ')).toBeNull();
    expect(normaliseShortAnswer('$$')).toBeNull();
    expect(normaliseShortAnswer('x'.repeat(401))).toBeNull();
  });

  it('gives every number one spelling, however it is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), (value) => {
        const grouped = value.toLocaleString('en-US');
        const expected = normaliseShortAnswer(String(value));
        expect(normaliseShortAnswer(grouped)).toBe(expected);
        expect(normaliseShortAnswer(`${value}.0`)).toBe(expected);
        expect(normaliseShortAnswer(`**${value}**`)).toBe(expected);
      }),
    );
  });

  it('changes nothing when it is done again', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const once = normaliseShortAnswer(text);
        if (once !== null && /^[\w.,-]+$/.test(once)) expect(normaliseShortAnswer(once)).toBe(once);
      }),
    );
  });
});
