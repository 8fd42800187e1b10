import type { BudgetStanding } from '@llm-cost-optimizer/contracts';
import { type Money, toUsdString, usd } from '@llm-cost-optimizer/pricing';

/** Where a budget is heading. */
export interface Forecast {
  /** Spend at the end of the period, decimal string in USD; null = not known. */
  readonly forecastUsd: string | null;
  /** When the limit is reached; null = not in this period, or not known. */
  readonly exhaustedAt: string | null;
}

const UNKNOWN: Forecast = Object.freeze({ forecastUsd: null, exhaustedAt: null });
/** Before a fiftieth of a period has passed, the rate so far says nothing. */
const LEAST_SHARE = 0.02;

/** Goes on at the rate of the period so far: `spent x length / passed`, and the limit at `passed x limit / spent`. */
export function forecast(standing: BudgetStanding, now: number): Forecast {
  const { periodStart, periodEnd } = standing;
  if (periodEnd === null) return UNKNOWN;
  const from = Date.parse(periodStart);
  const length = Date.parse(periodEnd) - from;
  const passed = Math.floor(Math.min(now - from, length));
  const spent = usd(standing.spentUsd);
  if (passed < length * LEAST_SHARE || spent === 0n) return UNKNOWN;
  const end = (spent * BigInt(length)) / BigInt(passed);
  const until = limitReachedAfter(spent, usd(standing.effectiveLimitUsd), passed);
  return {
    forecastUsd: toUsdString(end),
    exhaustedAt: until > length ? null : new Date(from + until).toISOString(),
  };
}

/** Milliseconds from the start of the period. */
function limitReachedAfter(spent: Money, limit: Money, passed: number): number {
  return Number((limit * BigInt(passed)) / spent);
}
