import type {
  AccountState,
  BudgetAccount,
  BudgetAccounts,
  BudgetCharge,
  BudgetHold,
  HoldResult,
} from '@llm-cost-optimizer/contracts';

interface Entry {
  spent: bigint;
  held: bigint;
  readonly periodEnd: number | null;
}

const HELD: HoldResult = Object.freeze({ isHeld: true });
/** Accounts of periods that are over are dropped when there are more than these. */
const MANY = 1_000;

/** Accounts in the memory of one process. Holds need no time limit: they end with the process. */
export function createMemoryAccounts(now: () => number): BudgetAccounts {
  const entries = new Map<string, Entry>();

  const entryOf = (account: BudgetAccount): Entry => {
    const name = accountName(account);
    const known = entries.get(name);
    if (known !== undefined) return known;
    if (entries.size >= MANY) dropEnded(entries, now());
    const entry: Entry = { spent: account.booked, held: 0n, periodEnd: account.periodEnd };
    entries.set(name, entry);
    return entry;
  };

  return {
    hold(_holdId: string, holds: readonly BudgetHold[]): HoldResult {
      for (const { account, amount } of holds) {
        const { spent, held } = entryOf(account);
        const used = spent + held;
        if (used >= account.limit || used + amount > account.limit) return { isHeld: false, account, used };
      }
      for (const { account, amount } of holds) entryOf(account).held += amount;
      return HELD;
    },
    settle(_holdId: string, charges: readonly BudgetCharge[]): void {
      for (const { account, amount, cost } of charges) {
        const entry = entryOf(account);
        entry.held -= amount;
        entry.spent += cost;
      }
    },
    catchUp(accounts: readonly BudgetAccount[]): void {
      for (const account of accounts) {
        const entry = entryOf(account);
        if (account.booked > entry.spent) entry.spent = account.booked;
      }
    },
    state(account: BudgetAccount): AccountState {
      const { spent, held } = entries.get(accountName(account)) ?? { spent: account.booked, held: 0n };
      return { spent, held };
    },
  };
}

/** Unique among budgets and periods. */
export function accountName({ budgetId, periodStart }: BudgetAccount): string {
  return `${budgetId}:${periodStart}`;
}

function dropEnded(entries: Map<string, Entry>, nowMs: number): void {
  for (const [name, { held, periodEnd }] of entries) {
    if (held === 0n && periodEnd !== null && periodEnd < nowMs) entries.delete(name);
  }
}
