import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  factor,
  factorToString,
  multiplyFactors,
  multiplyRate,
  sumKnownMoney,
  sumMoney,
  toUsdString,
  usd,
} from './money.ts';

const anyMoney = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });
const anyTokens = fc.nat({ max: 2_000_000_000 });

describe('usd and toUsdString', () => {
  it.each([
    ['0', '0'],
    ['1', '1'],
    ['0.10', '0.1'],
    ['-0.000000000001', '-0.000000000001'],
    ['007.50', '7.5'],
    ['1e-7', '0.0000001'],
    ['2.5E3', '2500'],
    [0.1, '0.1'],
    [1e-7, '0.0000001'],
    [1e21, '1000000000000000000000'],
  ])('reads %s as %s', (amount, text) => {
    expect(toUsdString(usd(amount))).toBe(text);
  });

  it.each(['', 'abc', '1,5', '0x10', '.5', 'Infinity', Number.NaN])('refuses %s', (amount) => {
    expect(() => usd(amount)).toThrow(RangeError);
  });

  it('rounds beyond the twelfth decimal half to even', () => {
    expect(usd('0.0000000000005')).toBe(0n);
    expect(usd('0.0000000000015')).toBe(2n);
    expect(usd('-0.0000000000015')).toBe(-2n);
    expect(usd('0.00000000000051')).toBe(1n);
  });

  it('reads back what it wrote, to the last digit', () => {
    fc.assert(
      fc.property(anyMoney, (money) => {
        expect(usd(toUsdString(money))).toBe(money);
      }),
    );
  });

  it('reads the short way what it reads the long way', () => {
    const parts = fc.tuple(fc.nat({ max: 9_999_999 }), fc.stringMatching(/^[0-9]{0,14}$/), fc.constantFrom('', '.'));
    fc.assert(
      fc.property(parts, ([whole, decimals, point]) => {
        const text = point === '' ? String(whole) : `${whole}.${decimals}`;
        // An exponent is always read the long way.
        expect(usd(text)).toBe(usd(`${text}e0`));
      }),
    );
  });

  it('writes plain decimals that the ledger schema takes', () => {
    fc.assert(
      fc.property(anyMoney, (money) => {
        expect(toUsdString(money)).toMatch(/^-?\d+(\.\d*[1-9])?$/);
      }),
    );
  });
});

describe('multiplyRate', () => {
  it('charges a million tokens at a rate with exactly the rate', () => {
    expect(multiplyRate(1_000_000, usd('0.0375'))).toBe(usd('0.0375'));
  });

  it('rounds once, at the end, half to even', () => {
    expect(multiplyRate(1, 500_000n)).toBe(0n);
    expect(multiplyRate(1, 1_500_000n)).toBe(2n);
    // Rounded before the factor this would be 0.
    expect(multiplyRate(1, 500_000n, factor('3'))).toBe(2n);
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 53])('refuses %s tokens', (tokens) => {
    expect(() => multiplyRate(tokens, 1n)).toThrow(RangeError);
  });

  it('doubles the cost when tokens double, for every rate of up to six decimals', () => {
    fc.assert(
      fc.property(anyTokens, fc.nat({ max: 10 ** 9 }), (tokens, rate) => {
        const pico = usd(`${Math.floor(rate / 1e6)}.${String(rate % 1e6).padStart(6, '0')}`);
        expect(multiplyRate(tokens * 2, pico)).toBe(2n * multiplyRate(tokens, pico));
      }),
    );
  });

  it('is never negative', () => {
    fc.assert(
      fc.property(
        anyTokens,
        fc.bigInt({ min: 0n, max: 10n ** 18n }),
        fc.bigInt({ min: 0n, max: 10n ** 8n }),
        (t, r, f) => {
          expect(multiplyRate(t, r, f)).toBeGreaterThanOrEqual(0n);
        },
      ),
    );
  });
});

describe('factors', () => {
  it('multiplies and prints exactly', () => {
    expect(factorToString(multiplyFactors(factor('0.5'), factor('1.1')))).toBe('0.55');
    expect(factorToString(factor(1))).toBe('1');
  });

  it('refuses negative factors', () => {
    expect(() => factor('-0.5')).toThrow(RangeError);
  });
});

describe('sums', () => {
  it('do not depend on the order (F77)', () => {
    const shuffled = fc
      .array(anyMoney)
      .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(sumMoney(one)).toBe(sumMoney(other));
      }),
    );
  });

  it('are unknown as soon as one part is', () => {
    expect(sumKnownMoney([1n, null, 2n])).toBeNull();
    expect(sumKnownMoney([1n, 2n])).toBe(3n);
    expect(sumKnownMoney([])).toBe(0n);
  });
});
