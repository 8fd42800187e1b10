import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseCascadeRoute } from './choose-route.ts';
import type { CascadeInput } from './types.ts';

const BASE: CascadeInput = {
  pCheap: 0.8,
  pStrong: 0.95,
  cheapUsd: 0.001,
  strongUsd: 0.0167,
  checkUsd: 0.0012,
  catchRate: 0.85,
  falseAlarmRate: 0.1,
  qualityTarget: 0.95,
};
const probability = fc.double({ min: 0.01, max: 0.99, noNaN: true });
const price = fc.double({ min: 1e-6, max: 1, noNaN: true });
const inputs: fc.Arbitrary<CascadeInput> = fc.record({
  pCheap: probability,
  pStrong: probability,
  cheapUsd: price,
  strongUsd: price,
  checkUsd: price,
  catchRate: fc.double({ min: 0, max: 1, noNaN: true }),
  falseAlarmRate: fc.double({ min: 0, max: 1, noNaN: true }),
  qualityTarget: fc.double({ min: 0.5, max: 1, noNaN: true }),
});

describe('chooseCascadeRoute', () => {
  it('goes cheap where the cheap model reaches the target alone', () => {
    expect(chooseCascadeRoute({ ...BASE, pCheap: 0.93 }).route).toBe('cheap');
  });

  it('cascades where checks close the gap for less than the strong model costs', () => {
    expect(chooseCascadeRoute(BASE).route).toBe('cascade');
  });

  it('goes straight to the strong model where the cheap one would mostly be paid for nothing', () => {
    expect(chooseCascadeRoute({ ...BASE, pCheap: 0.05, qualityTarget: 1 }).route).toBe('strong');
    expect(chooseCascadeRoute({ ...BASE, checkUsd: 0.02 }).route).toBe('strong');
  });

  it('never cascades without a check', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        expect(chooseCascadeRoute({ ...input, catchRate: 0 }).route).not.toBe('cascade');
      }),
    );
  });

  it('keeps the target wherever any way reaches it, and is then never dearer than always the strong model', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { route, expected } = chooseCascadeRoute(input);
        const chosen = expected[route];
        expect(chosen.quality).toBeGreaterThanOrEqual(input.qualityTarget * input.pStrong - 1e-9);
        expect(chosen.usd).toBeLessThanOrEqual(input.strongUsd * 1.03);
      }),
    );
  });

  it('expects qualities between 0 and 1', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        for (const { quality } of Object.values(chooseCascadeRoute(input).expected)) {
          expect(quality).toBeGreaterThanOrEqual(0);
          expect(quality).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('takes a dearer way only for a higher target', () => {
    fc.assert(
      fc.property(inputs, fc.double({ min: 0.5, max: 1, noNaN: true }), (input, other) => {
        const [low, high] = [Math.min(input.qualityTarget, other), Math.max(input.qualityTarget, other)];
        const at = (qualityTarget: number) => {
          const { route, expected } = chooseCascadeRoute({ ...input, qualityTarget });
          return expected[route].usd;
        };
        expect(at(low)).toBeLessThanOrEqual(at(high) * 1.03);
      }),
    );
  });
});
