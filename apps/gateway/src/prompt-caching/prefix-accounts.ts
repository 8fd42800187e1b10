import { TTL_MS, type VolatileBeginning, type Worth } from '@llm-cost-optimizer/cache';
import type { PromptCacheTtl } from '@llm-cost-optimizer/contracts';
import type { Money } from '@llm-cost-optimizer/pricing';

/** What is counted of one beginning of prompts. Amounts are pico-dollars. */
export interface PrefixAccount {
  readonly digest: number;
  readonly organizationId: string;
  readonly deploymentId: string;
  readonly firstSeenAt: number;
  lastSeenAt: number;
  tokens: number;
  requests: number;
  writes: number;
  reads: number;
  unreadWrites: number;
  saved: Money;
  waste: Money;
  wouldSave: Money;
  worth: Worth | null;
  /** Set where something that changes stands before what stays the same. */
  volatile: VolatileNote | null;
}

export interface VolatileNote {
  readonly found: VolatileBeginning;
  readonly kind: 'time' | 'id' | null;
  readonly tokens: number;
  /** What a request would save, in pico-dollars; null = no rate is known. */
  readonly savedPerRequest: Money | null;
}

/** A write that nothing has read yet. */
interface PendingWrite {
  readonly account: PrefixAccount;
  readonly expiresAt: number;
  readonly premium: Money;
}

export type PrefixKey = Pick<PrefixAccount, 'digest' | 'organizationId' | 'deploymentId'>;

const MAX_ACCOUNTS = 1_000;
const MAX_PENDING = 10_000;

/** Accounts of beginnings that came more than once, and writes that wait to be read. In memory, bounded. */
export class PrefixAccounts {
  private readonly accounts = new Map<number, PrefixAccount>();
  private readonly pending: Readonly<Record<PromptCacheTtl, Map<number, PendingWrite>>> = {
    '5m': new Map(),
    '1h': new Map(),
  };

  get all(): readonly PrefixAccount[] {
    return [...this.accounts.values()];
  }

  find(digest: number): PrefixAccount | null {
    return this.accounts.get(digest) ?? null;
  }

  open(key: PrefixKey, now: number, requests: number): PrefixAccount {
    const known = this.accounts.get(key.digest);
    if (known !== undefined) {
      this.accounts.delete(key.digest);
      this.accounts.set(key.digest, known);
      known.lastSeenAt = now;
      return known;
    }
    if (this.accounts.size >= MAX_ACCOUNTS) dropOldest(this.accounts);
    const counts = { tokens: 0, requests, writes: 0, reads: 0, unreadWrites: 0 };
    const moneys = { saved: 0n, waste: 0n, wouldSave: 0n };
    const account = { ...key, firstSeenAt: now, lastSeenAt: now, ...counts, ...moneys, worth: null, volatile: null };
    this.accounts.set(key.digest, account);
    return account;
  }

  /** The provider has written up to a mark for `premium` more than the tokens would have cost fresh. */
  wrote(digest: number, write: { account: PrefixAccount; ttl: PromptCacheTtl; premium: Money; at: number }): void {
    const { account, ttl, premium, at } = write;
    const writes = this.pending[ttl];
    writes.delete(digest);
    if (writes.size >= MAX_PENDING) dropOldest(writes);
    writes.set(digest, { account, premium, expiresAt: at + TTL_MS[ttl] });
  }

  /** Something was read that ends at this mark, or behind it. */
  wasRead(digest: number): void {
    this.pending['5m'].delete(digest);
    this.pending['1h'].delete(digest);
  }

  /** Books writes whose time is over as waste. Returns how many there were, by deployment. */
  sweep(now: number): ReadonlyMap<string, number> {
    const unread = new Map<string, number>();
    for (const writes of Object.values(this.pending)) {
      for (const [digest, { account, expiresAt, premium }] of writes) {
        // In the order in which they were made, and all of one lifetime.
        if (expiresAt > now) break;
        writes.delete(digest);
        account.unreadWrites += 1;
        account.waste += premium;
        unread.set(account.deploymentId, (unread.get(account.deploymentId) ?? 0) + 1);
      }
    }
    return unread;
  }
}

function dropOldest(map: Map<number, unknown>): void {
  const oldest = map.keys().next();
  if (oldest.done !== true) map.delete(oldest.value);
}
