import type { BudgetAccount, BudgetAction, BudgetPeriod, BudgetStanding } from '@llm-cost-optimizer/contracts';
import { type Money, usd } from '@llm-cost-optimizer/pricing';

const PER_MILLE = 1_000n;
const DAY_MS = 86_400_000;

interface Level {
  /** Amount from which the action holds. */
  readonly from: Money;
  readonly action: BudgetAction;
}

/** A budget as the request path needs it: amounts as money, the account of the period in force at hand. */
export class KnownBudget {
  readonly standing: BudgetStanding;
  readonly limit: Money;
  /** The same as text. */
  readonly limitUsd: string;
  private readonly levels: readonly Level[];
  private current: BudgetAccount;

  /** `limitUsd` goes before the limit that the database has: a new configuration holds at once. */
  constructor(standing: BudgetStanding, limitUsd: string = standing.effectiveLimitUsd) {
    this.standing = standing;
    this.limit = usd(limitUsd);
    this.limitUsd = limitUsd;
    this.levels = standing.levels.map(({ at, action }) => ({
      from: (this.limit * BigInt(Math.round(at * Number(PER_MILLE)))) / PER_MILLE,
      action,
    }));
    this.current = {
      budgetId: standing.id,
      periodStart: Date.parse(standing.periodStart),
      periodEnd: standing.periodEnd === null ? null : Date.parse(standing.periodEnd),
      limit: this.limit,
      booked: usd(standing.spentUsd),
    };
  }

  /** The account of the period that `now` lies in; a new period begins with nothing spent, before the database says so. */
  account(now: number): BudgetAccount {
    const { periodEnd } = this.current;
    if (periodEnd !== null && now >= periodEnd) {
      const [from, to] = periodOf(this.standing.period, now);
      this.current = { ...this.current, periodStart: from, periodEnd: to, booked: 0n };
    }
    return this.current;
  }

  /** The action of the highest level that `used` has reached; null = none. */
  actionAt(used: Money): BudgetAction | null {
    return this.levels.findLast(({ from }) => used >= from)?.action ?? null;
  }
}

/** First instant of the period around `now` and of the next, in UTC; weeks begin on Monday. */
export function periodOf(period: BudgetPeriod, now: number): [from: number, to: number | null] {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  if (period === 'none') return [0, null];
  if (period === 'month') return [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)];
  const today = Date.UTC(year, month, day);
  if (period === 'day') return [today, today + DAY_MS];
  const monday = today - ((date.getUTCDay() + 6) % 7) * DAY_MS;
  return [monday, monday + 7 * DAY_MS];
}
