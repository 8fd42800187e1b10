import type { LedgerDelta, Overview } from '@llm-cost-optimizer/contracts';
import { addDecimals } from './decimal.ts';

/** Several deltas of one organization as one; null for an empty list. The latest commit time holds. */
export function mergeDeltas(deltas: readonly LedgerDelta[]): LedgerDelta | null {
  const last = deltas.at(-1);
  if (last === undefined) return null;
  const sum = (read: (delta: LedgerDelta) => number) => deltas.reduce((total, delta) => total + read(delta), 0);
  return {
    organizationId: last.organizationId,
    committedAt:
      deltas
        .map((delta) => delta.committedAt)
        .sort()
        .at(-1) ?? last.committedAt,
    requests: sum((delta) => delta.requests),
    failed: sum((delta) => delta.failed),
    cacheHits: sum((delta) => delta.cacheHits),
    costUsd: addDecimals(deltas.map((delta) => delta.costUsd)),
    savedUsd: addDecimals(deltas.map((delta) => delta.savedUsd)),
  };
}

/**
 * The overview with the deltas added to its totals and to the bucket that is being filled. Deltas committed before the
 * overview was read (`readAtMs`, on the gateway's clock) are in it already and are left out, so that nothing counts
 * twice. What a delta does not say (which lever saved, which model answered) follows with the next read.
 */
export function applyDeltas(overview: Overview, deltas: readonly LedgerDelta[], readAtMs: number): Overview {
  const delta = mergeDeltas(deltas.filter((candidate) => Date.parse(candidate.committedAt) > readAtMs));
  if (delta === null) return overview;
  const { totals } = overview;
  const savedUsd = addDecimals([totals.savedUsd, delta.savedUsd]);
  const baselineUsd = addDecimals([totals.baselineUsd, delta.costUsd, delta.savedUsd]);
  return {
    ...overview,
    totals: {
      ...totals,
      requests: totals.requests + delta.requests,
      failed: totals.failed + delta.failed,
      costUsd: addDecimals([totals.costUsd, delta.costUsd]),
      baselineUsd,
      savedUsd,
      savingsRate: Number(baselineUsd) === 0 ? null : Number(savedUsd) / Number(baselineUsd),
    },
    series: overview.series.map((bucket, index) =>
      index === overview.series.length - 1 && bucket.isPartial ? addToBucket(bucket, delta) : bucket,
    ),
  };
}

function addToBucket(bucket: Overview['series'][number], delta: LedgerDelta): Overview['series'][number] {
  return {
    ...bucket,
    requests: bucket.requests + delta.requests,
    cacheHits: bucket.cacheHits + delta.cacheHits,
    costUsd: addDecimals([bucket.costUsd, delta.costUsd]),
    savedUsd: addDecimals([bucket.savedUsd, delta.savedUsd]),
    baselineUsd: addDecimals([bucket.baselineUsd, delta.costUsd, delta.savedUsd]),
  };
}
