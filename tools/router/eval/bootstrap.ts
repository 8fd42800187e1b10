import { apgrOf, type Item, weightedApgr } from './metric.ts';
import { randomFrom } from './random.ts';

export type Interval = readonly [low: number, high: number];

/** One group's rows, for drawing again. */
export interface Drawable {
  readonly items: readonly Item[];
  readonly gap: number;
}

/** 95 % interval of APGR, by drawing the rows again with replacement. */
export function apgrInterval(items: readonly Item[], draws: number, seed = 1): Interval {
  const random = randomFrom(seed);
  return intervalOf(Array.from({ length: draws }, () => apgrOf(drawn(items, random))));
}

/** 95 % interval of the weighted mean over groups; each draw draws every group again. */
export function weightedInterval(groups: readonly Drawable[], draws: number, seed = 7): Interval {
  const random = randomFrom(seed);
  return intervalOf(
    Array.from({ length: draws }, () =>
      weightedApgr(groups.map(({ items, gap }) => ({ rows: items.length, gap, apgr: apgrOf(drawn(items, random)) }))),
    ),
  );
}

function drawn(items: readonly Item[], random: () => number): Item[] {
  return Array.from({ length: items.length }, () => items[Math.floor(random() * items.length)]).filter(
    (item) => item !== undefined,
  );
}

function intervalOf(values: readonly number[]): Interval {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return [at(0.025), at(0.975)];
}
