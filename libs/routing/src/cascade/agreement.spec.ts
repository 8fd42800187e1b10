import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agree, type Opinion } from './agreement.ts';
import { agreementRates } from './agreement-rates.ts';
import { replayOpinions, wantsOpinion } from './next-opinion.ts';

const says = (answer: string | null, pGood = 0.6): Opinion => ({ answer, pGood });
const probability = fc.double({ min: 0, max: 1, noNaN: true });
const opinion = fc.record({ answer: fc.constantFrom('A', 'B', 'C', null), pGood: probability });

describe('agree', () => {
  it('needs the strong model less when a second opinion agrees, more when it does not', () => {
    const agreed = agree(says('7'), [says('7')], 0.9);
    const differs = agree(says('7'), [says('8')], 0.9);
    expect(agreed.verdict).toBe('pass');
    expect(differs.verdict).toBe('fail');
    expect(agreed.need).toBeLessThan(differs.need);
  });

  it('needs it most when two agree against the first, less when all differ: such prompts the strong model fails too', () => {
    const against = agree(says('7'), [says('8'), says('8')], 0.9);
    const split = agree(says('7'), [says('8'), says('9')], 0.9);
    const oneFor = agree(says('7'), [says('8'), says('7')], 0.9);
    expect(against.need).toBeGreaterThan(split.need);
    expect(split.need).toBeGreaterThan(oneFor.need);
  });

  it('counts a missing answer as no agreement, not even with another missing one', () => {
    const both = agree(says(null), [says(null)], 0.9);
    expect(both).toMatchObject({ verdict: 'unknown', agreeing: 0 });
    expect(agree(says('7'), [says(null)], 0.9)).toMatchObject({ verdict: 'fail', agreeing: 0 });
  });

  it('believes an able second opinion more than a poor one', () => {
    const able = agree(says('7'), [says('8', 0.9)], 0.95);
    const poor = agree(says('7'), [says('8', 0.2)], 0.95);
    expect(able.need).toBeGreaterThan(poor.need);
  });

  it('stays within -1 and 1 whatever is said, and does not care in which order the others spoke', () => {
    fc.assert(
      fc.property(opinion, fc.array(opinion, { maxLength: 4 }), probability, (first, others, strong) => {
        const { need } = agree(first, others, strong);
        expect(need).toBeGreaterThanOrEqual(-1);
        expect(need).toBeLessThanOrEqual(1);
        expect(agree(first, [...others].reverse(), strong).need).toBeCloseTo(need, 9);
      }),
    );
  });

  it('needs a stronger model at least as much', () => {
    fc.assert(
      fc.property(opinion, fc.array(opinion, { maxLength: 3 }), probability, probability, (first, others, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(agree(first, others, high).need).toBeGreaterThanOrEqual(agree(first, others, low).need - 1e-9);
      }),
    );
  });
});

describe('wantsOpinion', () => {
  it('asks once, a second time only after no agreement, and never a third time', () => {
    expect(wantsOpinion(says('7'), [])).toBe(true);
    expect(wantsOpinion(says('7'), [says('7')])).toBe(false);
    expect(wantsOpinion(says('7'), [says('8')])).toBe(true);
    expect(wantsOpinion(says('7'), [says('8'), says('9')])).toBe(false);
  });

  it('counts what a replay would have asked', () => {
    const others = [says('7'), says('7'), says('8')];
    expect(replayOpinions(says('7'), others, 0.9).asked).toBe(1);
    expect(replayOpinions(says('9'), others, 0.9).asked).toBe(2);
    expect(replayOpinions(says('9'), [], 0.9).asked).toBe(0);
  });
});

describe('agreementRates', () => {
  it('expects shares between 0 and 1, more caught by one opinion than by two that may each agree', () => {
    fc.assert(
      fc.property(probability, probability, (first, other) => {
        const one = agreementRates(first, [other]);
        const two = agreementRates(first, [other, other]);
        for (const rates of [one, two]) {
          for (const rate of [rates.catchRate, rates.falseAlarmRate]) {
            expect(rate).toBeGreaterThanOrEqual(0);
            expect(rate).toBeLessThanOrEqual(1);
          }
        }
        expect(two.catchRate).toBeLessThanOrEqual(one.catchRate + 1e-9);
        expect(two.falseAlarmRate).toBeLessThanOrEqual(one.falseAlarmRate + 1e-9);
        expect(one.asked).toBeCloseTo(1, 6);
        expect(two.asked).toBeLessThanOrEqual(2 + 1e-9);
      }),
    );
  });

  it('catches nothing without an opinion', () => {
    expect(agreementRates(0.7, [])).toEqual({ catchRate: 0, falseAlarmRate: 0, asked: 0 });
  });
});
