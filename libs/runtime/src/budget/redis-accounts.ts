import type {
  AccountState,
  BudgetAccount,
  BudgetAccounts,
  BudgetCharge,
  BudgetHold,
  HoldResult,
} from '@llm-cost-optimizer/contracts';
import { connectRedis } from '../redis/connect.ts';
import { Breaker } from '../store/breaker.ts';
import { CATCH_UP, HOLD, SETTLE } from './accounts.lua.ts';
import { accountName, createMemoryAccounts } from './memory-accounts.ts';

export interface RedisAccountsOptions {
  readonly redisUrl: string;
  /** Time limit of one command. */
  readonly timeoutMs: number;
  /** After this long a hold that nobody settled is free again: longer than any request lives. */
  readonly holdMs: number;
  readonly now: () => number;
  /** Called once per outage. */
  readonly onError: (error: Error) => void;
}

interface Settlement {
  readonly accounts: readonly BudgetAccount[];
  readonly args: readonly string[];
}

export interface ClosableAccounts extends BudgetAccounts {
  /** False while Redis does not answer and this gateway counts for itself. */
  readonly isShared: boolean;
  close(): Promise<void>;
}

/** The braces keep all accounts on one node of a cluster, because one script touches several. */
const PREFIX = 'lco:{budget}:';
const PICO_PER_NANO = 1_000n;
/** An account is kept for two days after its period, for late settlements; a prepaid one for a year after its last use. */
const KEPT_AFTER_MS = 172_800_000;
const KEPT_PREPAID_SECONDS = 31_536_000;
const BREAKER = { threshold: 3, restMs: 1_000 };
/** States remembered of accounts, those of ended periods among them. */
const MANY = 10_000;
const HELD: HoldResult = Object.freeze({ isHeld: true });

/**
 * Accounts shared by all gateways, each step one Lua script. While Redis is away every gateway goes on with what it saw last and counts
 * for itself, so that nobody is refused for an outage; what it settles meanwhile reaches the others through the database.
 */
export function createRedisAccounts(options: RedisAccountsOptions): ClosableAccounts {
  const { redisUrl, timeoutMs, holdMs, now, onError } = options;
  const redis = connectRedis({ redisUrl, onError, options: { commandTimeout: timeoutMs } });
  const breaker = new Breaker({ ...BREAKER, now });
  const local = createMemoryAccounts(now);
  const seen = new Map<string, AccountState>();
  /** Settlements that Redis did not take, or whose answer got lost; repeated with the next catching up. */
  const unsettled: Settlement[] = [];
  /** Holds that were made here while Redis was away; they are settled here too. */
  const madeHere = new Set<string>();

  const run = async (
    script: string,
    accounts: readonly BudgetAccount[],
    args: readonly string[],
  ): Promise<readonly string[] | null> => {
    if (!breaker.tryEnter()) return null;
    try {
      const keys = accounts.flatMap(keysOf);
      const answer = await redis.eval(script, keys.length, ...keys, ...args);
      breaker.succeeded();
      return Array.isArray(answer) ? answer.map(String) : null;
    } catch (error) {
      breaker.failed();
      if (!breaker.isClosed) onError(error instanceof Error ? error : new Error(String(error)));
      return null;
    }
  };
  const remember = (accounts: readonly BudgetAccount[], answer: readonly string[]): void => {
    if (seen.size > MANY) seen.clear();
    for (const [index, account] of accounts.entries()) {
      const spent = BigInt(answer[2 * index + 1] ?? '-1');
      if (spent >= 0n)
        seen.set(accountName(account), {
          spent: spent * PICO_PER_NANO,
          held: BigInt(answer[2 * index + 2] ?? '0') * PICO_PER_NANO,
        });
    }
  };
  const settleThere = async (settlement: Settlement): Promise<void> => {
    const answer = await run(SETTLE, settlement.accounts, settlement.args);
    if (answer !== null) remember(settlement.accounts, answer);
    // What is not settled would stay held until its time is over; beyond this many, that is what happens.
    else if (unsettled.length < MANY) unsettled.push(settlement);
  };
  const holdHere = (holdId: string, holds: readonly BudgetHold[]): HoldResult | Promise<HoldResult> => {
    local.catchUp(
      holds.map(({ account }) => ({ ...account, booked: seen.get(accountName(account))?.spent ?? account.booked })),
    );
    madeHere.add(holdId);
    return local.hold(holdId, holds);
  };

  return {
    async hold(holdId, holds) {
      const accounts = holds.map(({ account }) => account);
      const at = now();
      const answer = await run(HOLD, accounts, [
        String(at),
        String(at + holdMs),
        holdId,
        ...holds.flatMap(({ account, amount }) => [
          nano(account.limit),
          nanoUp(amount),
          nano(account.booked),
          String(secondsToKeep(account, at)),
        ]),
      ]);
      if (answer === null) return holdHere(holdId, holds);
      const [isHeld, index, spent, held] = answer;
      const full = isHeld === '1' ? undefined : accounts[Number(index) - 1];
      if (full !== undefined) {
        // A refusal is news too: others may have filled the account meanwhile.
        remember([full], [isHeld ?? '0', spent ?? '-1', held ?? '0']);
        return { isHeld: false, account: full, used: (BigInt(spent ?? '0') + BigInt(held ?? '0')) * PICO_PER_NANO };
      }
      remember(accounts, answer);
      return HELD;
    },
    settle(holdId, charges) {
      if (madeHere.delete(holdId)) local.settle(holdId, charges);
      const at = now();
      const accounts = charges.map(({ account }) => account);
      const args = charges.flatMap((charge: BudgetCharge) => [
        nanoUp(charge.amount),
        nano(charge.cost),
        String(secondsToKeep(charge.account, at)),
      ]);
      void settleThere({ accounts, args: [holdId, ...args] });
    },
    async catchUp(accounts) {
      for (const one of unsettled.splice(0)) await settleThere(one);
      if (accounts.length === 0) return;
      const at = now();
      const args = accounts.flatMap((account) => [nano(account.booked), String(secondsToKeep(account, at))]);
      const answer = await run(CATCH_UP, accounts, [String(at), ...args]);
      if (answer !== null) remember(accounts, answer);
    },
    state: (account) => seen.get(accountName(account)) ?? local.state(account),
    get isShared() {
      return breaker.isClosed && redis.status === 'ready';
    },
    async close() {
      redis.disconnect();
    },
  };
}

function keysOf(account: BudgetAccount): string[] {
  const name = PREFIX + accountName(account);
  return [`${name}:sums`, `${name}:holds`];
}

/** Rounded to the nearest nano-dollar. */
function nano(pico: bigint): string {
  return String((pico + PICO_PER_NANO / 2n) / PICO_PER_NANO);
}

/** Rounded up: a hold is never smaller than what it stands for. */
function nanoUp(pico: bigint): string {
  return String((pico + PICO_PER_NANO - 1n) / PICO_PER_NANO);
}

function secondsToKeep({ periodEnd }: BudgetAccount, at: number): number {
  if (periodEnd === null) return KEPT_PREPAID_SECONDS;
  return Math.max(60, Math.ceil((periodEnd + KEPT_AFTER_MS - at) / 1_000));
}
