/** What one request costs now and under a draft, in USD. */
export interface CostPair {
  readonly now: number;
  readonly draft: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Costs of all requests that a sample stands for, with 95 % intervals. */
export interface CostForecast {
  readonly now: number;
  readonly draft: number;
  readonly nowInterval: Interval;
  readonly draftInterval: Interval;
  /** Per cent; null = nothing is paid now. */
  readonly changePct: number | null;
  readonly changePctInterval: Interval | null;
}

const REPLICATES = 400;
const SEED = 0x51_0d_a7_a5;

/**
 * Sums of a sample scaled to `population` requests, and percentile intervals from 400 resamplings. The same pairs in the same
 * order give the same figures. A generator that yields between resamplings, so that the caller can let others run.
 */
export function* forecastCost(pairs: readonly CostPair[], population: number): Generator<void, CostForecast> {
  const scale = pairs.length === 0 ? 0 : population / pairs.length;
  const now: number[] = [];
  const draft: number[] = [];
  const change: number[] = [];
  const random = generator(SEED);
  for (let replicate = 0; replicate < REPLICATES && pairs.length > 0; replicate++) {
    const sums = resample(pairs, random);
    now.push(sums.now * scale);
    draft.push(sums.draft * scale);
    if (sums.now > 0) change.push((sums.draft / sums.now - 1) * 100);
    yield;
  }
  const total = pairs.reduce((sum, one) => ({ now: sum.now + one.now, draft: sum.draft + one.draft }), ZERO);
  const isPaid = total.now > 0;
  return {
    now: total.now * scale,
    draft: total.draft * scale,
    nowInterval: intervalOf(now),
    draftInterval: intervalOf(draft),
    changePct: isPaid ? (total.draft / total.now - 1) * 100 : null,
    changePctInterval: isPaid ? intervalOf(change) : null,
  };
}

const ZERO: CostPair = { now: 0, draft: 0 };

function resample(pairs: readonly CostPair[], random: () => number): CostPair {
  let now = 0;
  let draft = 0;
  for (let drawn = 0; drawn < pairs.length; drawn++) {
    const pair = pairs[Math.floor(random() * pairs.length)] ?? ZERO;
    now += pair.now;
    draft += pair.draft;
  }
  return { now, draft };
}

function intervalOf(values: readonly number[]): Interval {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return { low: at(0.025), high: at(0.975) };
}

/** mulberry32: 0 to 1, the same row for the same seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
