/**
 * The figures by which routing is measured, as RouteLLM defines them (arXiv 2406.18665) and as `metric.mjs` of the routing data computes them; a
 * spec compares the two. "Share" is always the share of prompts that go to the strong model.
 */

/** One prompt between two models. */
export interface Item {
  /** Higher = the strong model is needed more. */
  readonly score: number;
  readonly strong: number;
  readonly weak: number;
  /** True when the weak model answers first and is paid in any case. */
  readonly isCascade: boolean;
  /** Further weak-priced calls. */
  readonly extra: number;
}

export interface Figures {
  readonly rows: number;
  /** Mean quality of always the weak and always the strong model. */
  readonly weak: number;
  readonly strong: number;
  /** Area under the recovered gap over the share of strong calls; random 0.5. */
  readonly apgr: number;
  /** Smallest share at which half, four fifths of the gap are recovered; random 0.5, 0.8. */
  readonly cpt50: number;
  readonly cpt80: number;
  /** Cost saved against always strong at 95 and 98 % of its quality, a strong call costing 16.67 weak ones. */
  readonly saved95: number;
  readonly saved98: number;
  /** Mean further weak-priced calls. */
  readonly extra: number;
}

/** Price of a strong call in weak calls: $2.50/$10.00 against $0.15/$0.60 per million tokens. */
const RATIO = 16.67;
/** Up to so many thresholds each is used; beyond, the edges of ten equal parts. */
const FEW = 21;

interface Point {
  readonly share: number;
  readonly quality: number;
}

interface Curve {
  readonly points: readonly Point[];
  readonly weak: number;
  readonly strong: number;
}

/** All figures of one group. Needs at least one row; a group without a quality gap gives infinite figures. */
export function figuresOf(items: readonly Item[]): Figures {
  const curve = curveOf(items);
  const { weak, strong } = curve;
  const cascades = mean(items, ({ isCascade }) => (isCascade ? 1 : 0));
  const extra = mean(items, (item) => item.extra);
  const saved = (quality: number): number => {
    const share = shareAt(curve, quality * strong);
    return 1 - (share + (1 - share * (1 - cascades)) / RATIO + extra / RATIO);
  };
  return {
    rows: items.length,
    weak,
    strong,
    apgr: areaOf(curve),
    cpt50: shareAt(curve, weak + 0.5 * (strong - weak)),
    cpt80: shareAt(curve, weak + 0.8 * (strong - weak)),
    saved95: saved(0.95),
    saved98: saved(0.98),
    extra,
  };
}

/** APGR alone, for repeated draws. */
export function apgrOf(items: readonly Item[]): number {
  return areaOf(curveOf(items));
}

/** Mean APGR of groups, each by the root of its rows times its quality gap: small groups and near-equal models count less. */
export function weightedApgr(
  groups: readonly { readonly rows: number; readonly gap: number; readonly apgr: number }[],
): number {
  let sum = 0;
  let total = 0;
  for (const { rows, gap, apgr } of groups) {
    const weight = Math.sqrt(rows) * gap;
    sum += weight * apgr;
    total += weight;
  }
  return sum / total;
}

function curveOf(items: readonly Item[]): Curve {
  const count = items.length;
  const order = Array.from(items).sort((a, b) => b.score - a.score);
  const gained = new Float64Array(count + 1);
  let weakSum = 0;
  let strongSum = 0;
  order.forEach(({ strong, weak }, at) => {
    gained[at + 1] = (gained[at] ?? 0) + strong - weak;
    weakSum += weak;
    strongSum += strong;
  });
  const pointAt = (calls: number): Point => ({
    share: calls / count,
    quality: (weakSum + (gained[calls] ?? 0)) / count,
  });
  const exact = everyThreshold(order);
  const calls = exact.length <= FEW ? exact : tenthThresholds(order);
  return { points: calls.map(pointAt), weak: weakSum / count, strong: strongSum / count };
}

/** Strong calls at every distinct score. */
function everyThreshold(order: readonly Item[]): number[] {
  const calls = [0];
  for (let at = 1; at <= order.length; at++) {
    if (at === order.length || order[at]?.score !== order[at - 1]?.score) calls.push(at);
  }
  return calls;
}

/** Strong calls at the edges of ten equal parts of the scores. */
function tenthThresholds(order: readonly Item[]): number[] {
  const ascending = order.map(({ score }) => score).reverse();
  const calls = [0];
  for (let part = 9; part >= 0; part--) {
    const count = ascending.length - firstAtLeast(ascending, quantile(ascending, part / 10));
    if (count !== calls.at(-1)) calls.push(count);
  }
  return calls;
}

function quantile(ascending: readonly number[], share: number): number {
  const place = (ascending.length - 1) * share;
  const low = Math.floor(place);
  const here = ascending[low] ?? 0;
  return here + (place - low) * ((ascending[low + 1] ?? here) - here);
}

function firstAtLeast(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function areaOf({ points, weak, strong }: Curve): number {
  let area = 0;
  for (let at = 1; at < points.length; at++) {
    const [before, here] = [points[at - 1], points[at]];
    if (before === undefined || here === undefined) continue;
    area += ((here.share - before.share) * (here.quality + before.quality)) / 2;
  }
  return (area - weak) / (strong - weak);
}

/** Smallest share that reaches a quality, between the points in a straight line. */
function shareAt({ points }: Curve, quality: number): number {
  for (let at = 0; at < points.length; at++) {
    const here = points[at];
    if (here === undefined || here.quality < quality) continue;
    const before = points[at - 1];
    if (before === undefined) return here.share;
    const part = (quality - before.quality) / (here.quality - before.quality);
    return before.share + part * (here.share - before.share);
  }
  return 1;
}

function mean(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0) / items.length;
}
