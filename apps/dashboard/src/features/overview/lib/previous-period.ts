import type { Overview } from '@llm-cost-optimizer/contracts';

const BUCKET_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * The period of the same length right before, moved to whole buckets: it then stays the same while the present bucket
 * fills, and is read once per bucket.
 */
export function previousPeriod({ from, to, bucket }: Overview['period']): { from: string; to: string } {
  const step = BUCKET_MS[bucket];
  const start = Math.floor(Date.parse(from) / step) * step;
  const end = Math.ceil(Date.parse(to) / step) * step;
  return { from: new Date(start - (end - start)).toISOString(), to: new Date(start).toISOString() };
}
