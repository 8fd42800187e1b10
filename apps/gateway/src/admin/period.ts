import { GatewayError, type PeriodQuery } from '@llm-cost-optimizer/contracts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const RANGE_MS: Readonly<Record<'15m' | '1h' | '24h' | '7d' | '30d', number>> = {
  '15m': 15 * MINUTE_MS,
  '1h': 60 * MINUTE_MS,
  '24h': DAY_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
};
/** A longer period would let one query read without bound. */
const LONGEST_MS = 400 * DAY_MS;

export interface Period {
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
}

/** The period a query means. Throws `invalid_request` when it is empty, half given, or longer than 400 days. */
export function periodOf(query: Pick<PeriodQuery, 'range' | 'from' | 'to'>, now: Date): Period {
  if (query.from === undefined && query.to === undefined) return namedRange(query.range ?? '24h', now);
  if (query.from === undefined || query.to === undefined || query.range !== undefined) {
    throw new GatewayError('invalid_request', 'Give either `range`, or both `from` and `to`.', { param: 'from' });
  }
  const from = new Date(query.from);
  const to = new Date(query.to);
  const lengthMs = to.getTime() - from.getTime();
  if (lengthMs <= 0) throw new GatewayError('invalid_request', '`from` must be before `to`.', { param: 'from' });
  if (lengthMs > LONGEST_MS) {
    throw new GatewayError('invalid_request', 'A period may be 400 days long at most.', { param: 'from' });
  }
  return { from, to };
}

function namedRange(range: NonNullable<PeriodQuery['range']>, now: Date): Period {
  if (range === 'month') return { from: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)), to: now };
  return { from: new Date(now.getTime() - RANGE_MS[range]), to: now };
}
