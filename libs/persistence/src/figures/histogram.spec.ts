import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentileMs } from './histogram.ts';

const bins = fc.array(fc.tuple(fc.integer({ min: -60, max: 140 }), fc.integer({ min: 1, max: 1_000 })), {
  minLength: 1,
});

describe('percentileMs', () => {
  it('is null when nothing was counted', () => {
    expect(percentileMs(new Map(), 0.5)).toBeNull();
    expect(percentileMs(new Map([[40, 0]]), 0.5)).toBeNull();
  });

  it('interpolates inside the bin', () => {
    // Bin 40 holds 100 to 112.2 ms.
    const histogram = new Map([[40, 10]]);
    expect(percentileMs(histogram, 0)).toBe(100);
    expect(percentileMs(histogram, 0.5)).toBeCloseTo(105.925, 2);
    expect(percentileMs(histogram, 1)).toBeCloseTo(112.202, 2);
  });

  it('never falls when the share grows, and stays inside the bins that hold something', () => {
    fc.assert(
      fc.property(
        bins,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (items, one, other) => {
          const histogram = new Map(items);
          const low = percentileMs(histogram, Math.min(one, other)) ?? Number.NaN;
          const high = percentileMs(histogram, Math.max(one, other)) ?? Number.NaN;
          expect(low).toBeLessThanOrEqual(high);
          const keys = [...histogram.keys()];
          expect(low).toBeGreaterThanOrEqual(10 ** (Math.min(...keys) / 20) - 0.001);
          expect(high).toBeLessThanOrEqual(10 ** ((Math.max(...keys) + 1) / 20) + 0.001);
        },
      ),
    );
  });
});
