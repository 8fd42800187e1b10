import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDecimals, apportion, negateDecimal, signOfDecimal, subtractDecimals } from './decimal.ts';

const amount = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }).map((units) => {
  const text = (units < 0n ? -units : units).toString().padStart(10, '0');
  return `${units < 0n ? '-' : ''}${text.slice(0, -9)}.${text.slice(-9)}`;
});

describe('decimals', () => {
  it('adds without the error of floating point numbers', () => {
    expect(addDecimals(['0.1', '0.2'])).toBe('0.3');
    expect(addDecimals(['9007199254740993', '0.000000001'])).toBe('9007199254740993.000000001');
    expect(addDecimals([])).toBe('0');
  });

  it('keeps the sign and drops trailing zeros', () => {
    expect(subtractDecimals('1.50', '2')).toBe('-0.5');
    expect(subtractDecimals('1.50', '1.5')).toBe('0');
    expect(negateDecimal('0')).toBe('0');
    expect(negateDecimal('-0.0004')).toBe('0.0004');
    expect([signOfDecimal('-0.1'), signOfDecimal('0.00'), signOfDecimal('3')]).toEqual([-1, 0, 1]);
  });

  it('refuses what is not a decimal number', () => {
    expect(() => addDecimals(['1e-7'])).toThrow(RangeError);
  });

  it('rounds parts so that they add up to the rounded sum', () => {
    expect(apportion(['1.004', '1.004', '1.004'], 2)).toEqual(['1.01', '1', '1']);
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 6 }), (parts, digits) => {
        const rounded = addDecimals(apportion(parts, digits));
        const [sum = ''] = apportion([addDecimals(parts)], digits);
        expect(rounded).toBe(sum);
      }),
    );
  });

  it('moves no part by a whole unit or more', () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 8 }), (parts) => {
        apportion(parts, 2).forEach((rounded, index) => {
          expect(Math.abs(Number(subtractDecimals(rounded, parts[index] ?? '0')))).toBeLessThan(0.01);
        });
      }),
    );
  });
});
