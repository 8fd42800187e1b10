import { GatewayError } from '@llm-cost-optimizer/contracts';
import { type Money, toUsdString, usd } from '@llm-cost-optimizer/pricing';

/** Reads what an organization has spent since a time; from the roll-ups. */
export type ReadSpent = (organizationId: string, from: Date) => Promise<string>;

interface Account {
  month: string;
  /** Settled spend known from the database at the last refresh. */
  stored: Money;
  /** Settled here since that refresh began; folded into `stored` by the next one. */
  settledSince: Money;
  reserved: Money;
}

const MAX_ORGANIZATIONS = 10_000;

/**
 * The monthly budget (UTC calendar months), decided in memory: settled spend plus what running requests hold.
 * A request reserves its expected cost before the call and settles the true one after, so parallel requests cannot
 * all pass on the same last dollar. Several gateways see each other's spend at each refresh, every few seconds.
 */
export class BudgetGuard {
  private readonly accounts = new Map<string, Account>();
  private readonly readSpent: ReadSpent;
  private readonly now: () => number;

  constructor(options: { readSpent: ReadSpent; now: () => number }) {
    this.readSpent = options.readSpent;
    this.now = options.now;
  }

  /** Holds an amount. Throws `budget_exceeded` (402) when the month's budget is spent or would be by this request. */
  reserve(organizationId: string, amount: Money, limitUsd: string | null): void {
    const account = this.account(organizationId);
    if (limitUsd !== null) {
      const limit = usd(limitUsd);
      const used = account.stored + account.settledSince + account.reserved;
      if (used + amount > limit) {
        throw new GatewayError(
          'budget_exceeded',
          `The monthly budget of $${limitUsd} is spent ($${toUsdString(used)} used or held this month, UTC). Raise user.monthly_budget or wait for the next month.`,
        );
      }
    }
    account.reserved += amount;
  }

  /** Gives a reservation back and books the true cost; null = unknown, then the reservation is booked instead. */
  settle(organizationId: string, reserved: Money, cost: Money | null): void {
    const account = this.account(organizationId);
    account.reserved -= reserved;
    account.settledSince += cost ?? reserved;
  }

  /** What is left this month; null without a budget. Never below zero. */
  remainingUsd(organizationId: string, limitUsd: string | null): string | null {
    if (limitUsd === null) return null;
    const account = this.account(organizationId);
    const left = usd(limitUsd) - account.stored - account.settledSince - account.reserved;
    return toUsdString(left > 0n ? left : 0n);
  }

  /**
   * Reads the month's spend again. `pendingUsd` is what this gateway has settled but the database has not booked yet;
   * it is kept on top, so that a refresh never forgets recent spend.
   */
  async refresh(organizationId: string, pendingUsd: Money): Promise<void> {
    const account = this.account(organizationId);
    const stored = usd(await this.readSpent(organizationId, new Date(`${account.month}-01T00:00:00Z`)));
    account.stored = stored;
    account.settledSince = pendingUsd;
  }

  private account(organizationId: string): Account {
    const month = new Date(this.now()).toISOString().slice(0, 7);
    const known = this.accounts.get(organizationId);
    if (known !== undefined && known.month === month) return known;
    const account: Account = { month, stored: 0n, settledSince: 0n, reserved: known?.reserved ?? 0n };
    if (this.accounts.size >= MAX_ORGANIZATIONS) this.accounts.clear();
    this.accounts.set(organizationId, account);
    return account;
  }
}
