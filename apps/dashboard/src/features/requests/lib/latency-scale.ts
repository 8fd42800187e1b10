/**
 * Latency in milliseconds that fills a bar: the 95th percentile of the rows, so that one slow request does not shrink
 * all others. At least one millisecond.
 */
export function latencyScale(latencies: readonly number[]): number {
  const sorted = [...latencies].sort((a, b) => a - b);
  return Math.max(1, sorted[Math.floor((sorted.length - 1) * 0.95)] ?? 1);
}

/** Parts of a bar in percent: until the first token, and from there to the end. A longer one fills the bar. */
export function latencyParts(ttftMs: number | null, latencyMs: number, scaleMs: number): [wait: number, rest: number] {
  const total = Math.min(100, (latencyMs / scaleMs) * 100);
  const wait = ttftMs === null ? total : total * Math.min(1, latencyMs === 0 ? 1 : ttftMs / latencyMs);
  return [wait, total - wait];
}
