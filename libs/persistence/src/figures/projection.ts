import { type Money, toUsdString } from '@llm-cost-optimizer/pricing';

const HOUR_MS = 3_600_000;

/**
 * What the calendar month of `to` (UTC) would save at the pace from `firstRequestAt` to `to`. Null when that is less
 * than an hour: a pace of minutes says nothing about a month.
 */
export function projectMonth(saved: Money, firstRequestAt: Date | null, to: Date): string | null {
  if (firstRequestAt === null) return null;
  const spanMs = to.getTime() - firstRequestAt.getTime();
  if (spanMs < HOUR_MS) return null;
  const monthMs =
    Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 1) - Date.UTC(to.getUTCFullYear(), to.getUTCMonth(), 1);
  return toUsdString((saved * BigInt(monthMs)) / BigInt(spanMs));
}
