import type { PeriodQuery } from '@llm-cost-optimizer/contracts';
import { DAY_MS } from '../ledger/periods.ts';
import type { Grain } from '../ledger/rollup-columns.ts';
import { finestKept, GRAIN_MS } from './cover-period.ts';

/** A span of time, end exclusive. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

const RANGE_MS = { '15m': 900_000, '1h': 3_600_000, '24h': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS } as const;
/** Charts stay readable and answers small with at most about this many buckets. */
const MAX_BUCKETS = 400;

/** When a named range that ends now begins. */
export function rangeStart(range: NonNullable<PeriodQuery['range']>, now: Date): Date {
  if (range === 'month') return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  return new Date(now.getTime() - RANGE_MS[range]);
}

/** Width of the buckets that a chart of the period has: the finest that is kept for its age and gives few enough. */
export function chooseBucket({ from, to }: Period, now: Date): Grain {
  const kept = finestKept(from, now);
  const span = to.getTime() - from.getTime();
  const fits = (grain: Grain) => span / GRAIN_MS[grain] <= MAX_BUCKETS && GRAIN_MS[grain] >= GRAIN_MS[kept];
  // A day is read by the hour although its minutes would fit a wide screen: 1,440 of them are no chart.
  return (['minute', 'hour'] as const).find(fits) ?? 'day';
}
