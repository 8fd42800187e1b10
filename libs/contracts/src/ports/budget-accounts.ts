/** One budget in one period, as a place to hold and spend money. Amounts are whole pico-dollars. */
export interface BudgetAccount {
  readonly budgetId: string;
  /** Milliseconds since the epoch; with the id it names the account. */
  readonly periodStart: number;
  /** Null = it never ends. */
  readonly periodEnd: number | null;
  readonly limit: bigint;
  /** What the database has booked; where the account begins. */
  readonly booked: bigint;
}

/** An amount to be held on an account until the call has ended. */
export interface BudgetHold {
  readonly account: BudgetAccount;
  readonly amount: bigint;
}

/** How a held amount ended: it is given back, and the cost is spent. */
export interface BudgetCharge extends BudgetHold {
  readonly cost: bigint;
}

/** All holds of a request or none. */
export type HoldResult =
  | { readonly isHeld: true }
  /** The first account that has no room, with what is spent and held there. */
  | { readonly isHeld: false; readonly account: BudgetAccount; readonly used: bigint };

/** What is known of an account without asking anybody. */
export interface AccountState {
  readonly spent: bigint;
  readonly held: bigint;
}

/**
 * Where running requests hold money, so that many at once cannot all pass on the same last dollar. In memory where one gateway
 * spends, in Redis where several do. A held amount that is never settled (a killed process) frees itself after its time.
 */
export interface BudgetAccounts {
  /**
   * Holds every amount or none, in one step: an account has room when what is spent and held is below its limit and stays within
   * it. `holdId` is unique. Never rejects.
   */
  hold(holdId: string, holds: readonly BudgetHold[]): HoldResult | Promise<HoldResult>;
  /** Gives the amounts back and books the costs. Also for amounts that were never held. Never throws. */
  settle(holdId: string, charges: readonly BudgetCharge[]): void;
  /** Takes over what the database has booked where that is more: after a loss of memory, and what others spent. */
  catchUp(accounts: readonly BudgetAccount[]): void | Promise<void>;
  /** As last seen; what the account's `booked` says where nothing was. */
  state(account: BudgetAccount): AccountState;
}
