/** Counts per bin of `ledger.duration_bin`: bin n holds durations from 10^(n/20) to 10^((n+1)/20) ms, about 12 % apart. */
export type Histogram = ReadonlyMap<number, number>;

const BINS_PER_DECADE = 20;

/**
 * The duration in ms below which the share `quantile` (0..1) of all lies, interpolated inside its bin on the same
 * logarithmic scale, so off by a few percent at most. Null when nothing was counted.
 */
export function percentileMs(histogram: Histogram, quantile: number): number | null {
  const bins = [...histogram].filter(([, count]) => count > 0).sort(([one], [other]) => one - other);
  const total = bins.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  const rank = quantile * total;
  let below = 0;
  for (const [bin, count] of bins) {
    if (below + count >= rank) return round(10 ** ((bin + (rank - below) / count) / BINS_PER_DECADE));
    below += count;
  }
  return null;
}

/** Adds `count` durations to a bin. */
export function addToHistogram(histogram: Map<number, number>, bin: number, count: number): void {
  histogram.set(bin, (histogram.get(bin) ?? 0) + count);
}

function round(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
