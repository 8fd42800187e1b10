import { GatewayError } from '@llm-cost-optimizer/contracts';
import { type Money, toUsdString, usd } from '@llm-cost-optimizer/pricing';

/** Reads what an organization has spent since a time, as a decimal string in USD; from the roll-ups. */
export type ReadSpent = (organizationId: string, from: Date) => Promise<string>;

/** How a request that may have held an amount ended. */
export interface BudgetSettlement {
  /** What `reserve` was given; 0 when nothing was reserved. */
  readonly reserved: Money;
  /** Null = unknown, then the reservation is booked instead. */
  readonly cost: Money | null;
  /** Start of the request, wall clock: a request belongs to the month in which it started. */
  readonly at: number;
}

interface Account {
  /** The calendar month in force: from (inclusive) and to (exclusive), wall clock. */
  from: number;
  to: number;
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
  private knownLimit = { text: '0', money: usd('0') };

  /** `now` is the wall clock in milliseconds. */
  constructor(options: { readSpent: ReadSpent; now: () => number }) {
    this.readSpent = options.readSpent;
    this.now = options.now;
  }

  /** Holds an amount. Throws `budget_exceeded` (402) when the month's budget is spent or would be by this request. */
  reserve(organizationId: string, amount: Money, limitUsd: string | null): void {
    const account = this.account(organizationId);
    if (limitUsd !== null) {
      const limit = this.limit(limitUsd);
      const used = account.stored + account.settledSince + account.reserved;
      if (used >= limit || used + amount > limit) throw spent(limitUsd, used);
    }
    account.reserved += amount;
  }

  /** Gives a reservation back and books the true cost. */
  settle(organizationId: string, { reserved, cost, at }: BudgetSettlement): void {
    const account = this.account(organizationId);
    account.reserved -= reserved;
    if (at >= account.from) account.settledSince += cost ?? reserved;
  }

  /** What is left this month as a decimal string in USD. Never below zero. */
  remainingUsd(organizationId: string, limitUsd: string): string {
    const account = this.account(organizationId);
    const left = this.limit(limitUsd) - account.stored - account.settledSince - account.reserved;
    return toUsdString(left > 0n ? left : 0n);
  }

  /** What running requests hold, in pico-dollars; 0 when nothing runs. */
  reserved(organizationId: string): Money {
    return this.accounts.get(organizationId)?.reserved ?? 0n;
  }

  /**
   * Reads the month's spend again. `pendingUsd` is what this gateway has settled but the database has not booked yet,
   * read just before; it is kept on top, and so is what settles while the database answers, so that a refresh never
   * forgets recent spend (it may count some twice until the next one).
   */
  async refresh(organizationId: string, pendingUsd: Money): Promise<void> {
    const account = this.account(organizationId);
    const { from, settledSince: settledBefore } = account;
    const stored = usd(await this.readSpent(organizationId, new Date(from)));
    if (account.from !== from) return;
    account.stored = stored;
    account.settledSince = pendingUsd + account.settledSince - settledBefore;
  }

  /** The limit is the same text for every request until the configuration changes. */
  private limit(limitUsd: string): Money {
    if (limitUsd !== this.knownLimit.text) this.knownLimit = { text: limitUsd, money: usd(limitUsd) };
    return this.knownLimit.money;
  }

  private account(organizationId: string): Account {
    const now = this.now();
    const known = this.accounts.get(organizationId);
    if (known === undefined) return this.open(organizationId, now);
    if (now >= known.to || now < known.from) {
      // A new month begins with nothing spent; what running requests hold stays held.
      Object.assign(known, monthOf(now), { stored: 0n, settledSince: 0n });
    }
    return known;
  }

  private open(organizationId: string, now: number): Account {
    if (this.accounts.size >= MAX_ORGANIZATIONS) this.dropIdle();
    const account: Account = { ...monthOf(now), stored: 0n, settledSince: 0n, reserved: 0n };
    this.accounts.set(organizationId, account);
    return account;
  }

  /** The longest known account that holds nothing; the next refresh brings its spend back. */
  private dropIdle(): void {
    for (const [organizationId, account] of this.accounts) {
      if (account.reserved !== 0n) continue;
      this.accounts.delete(organizationId);
      return;
    }
  }
}

function monthOf(now: number): { from: number; to: number } {
  const date = new Date(now);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  return { from: Date.UTC(year, month, 1), to: Date.UTC(year, month + 1, 1) };
}

function spent(limitUsd: string, used: Money): GatewayError {
  return new GatewayError(
    'budget_exceeded',
    `The monthly budget of $${limitUsd} is spent ($${toUsdString(used)} used or held this month, UTC). Raise user.monthly_budget or wait for the next month.`,
  );
}
