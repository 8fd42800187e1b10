import { GatewayError, type PeriodQuery } from '@llm-cost-optimizer/contracts';
import { DAY_MS } from '../ledger/periods.ts';
import type { Grain } from '../ledger/rollup-columns.ts';
import { finestKept, GRAIN_MS } from './cover-period.ts';

/** A span of time, end exclusive. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

const RANGE_MS = { '15m': 900_000, '1h': 3_600_000, '24h': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS } as const;
const MAX_PERIOD_DAYS = 400;
/** Charts stay readable and answers small with at most about this many buckets. */
const MAX_BUCKETS = 400;

/**
 * The period a query means: a named range ending now (`month` = this calendar month in UTC), or `from` and `to`.
 * Default `24h`; `to` alone is refused, `from` alone ends now. Throws `invalid_request` when it is empty or longer than 400 days.
 */
export function resolvePeriod(query: PeriodQuery, now: Date): Period {
  if (query.from === undefined && query.to !== undefined) {
    throw new GatewayError('invalid_request', '`to` needs `from` beside it.', { param: 'from' });
  }
  const from = query.from === undefined ? rangeStart(query.range ?? '24h', now) : new Date(query.from);
  const to = query.to === undefined ? now : new Date(query.to);
  if (from >= to) throw new GatewayError('invalid_request', '`from` must be before `to`.', { param: 'from' });
  if (to.getTime() - from.getTime() > MAX_PERIOD_DAYS * DAY_MS) {
    throw new GatewayError('invalid_request', `A period may have ${MAX_PERIOD_DAYS} days at most.`, { param: 'from' });
  }
  return { from, to };
}

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
