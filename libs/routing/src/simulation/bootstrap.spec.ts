import { describe, expect, it } from 'vitest';
import { type CostPair, forecastCost } from './bootstrap.ts';

function forecast(pairs: readonly CostPair[], population = pairs.length) {
  const steps = forecastCost(pairs, population);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const varied = Array.from({ length: 500 }, (_, index) => ({ now: 1 + (index % 7), draft: 1 + (index % 3) }));

describe('the cost forecast of a sample', () => {
  it('scales sums to the population', () => {
    const { now, draft, changePct } = forecast([{ now: 2, draft: 1 }], 10);
    expect([now, draft, changePct]).toEqual([20, 10, -50]);
  });

  it('is the same for the same sample', () => {
    expect(forecast(varied, 9_000)).toEqual(forecast(varied, 9_000));
  });

  it('has intervals around its sums, narrower for larger samples', () => {
    const few = forecast(varied.slice(0, 100), 500);
    const many = forecast(varied, 500);
    for (const one of [few, many]) {
      expect(one.draftInterval.low).toBeLessThan(one.draft);
      expect(one.draftInterval.high).toBeGreaterThan(one.draft);
    }
    const width = ({ draftInterval: { low, high } }: typeof few) => high - low;
    expect(width(many)).toBeLessThan(width(few));
  });

  it('tells no change in per cent where nothing is paid, and nothing of an empty sample', () => {
    expect(forecast([{ now: 0, draft: 1 }]).changePct).toBeNull();
    expect(forecast([], 0)).toMatchObject({ now: 0, draft: 0, changePctInterval: null });
  });
});
