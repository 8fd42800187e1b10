import type { StoredAnswer } from '@llm-cost-optimizer/cache';
import type { RequestRecord } from '@llm-cost-optimizer/contracts';
import { LRUCache } from 'lru-cache';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { ByteText } from './bytes.ts';

/** A cache hit's answer with everything in place but what differs each time. */
export interface StoredReply {
  /** All headers but the length; the places of request id and overhead are fixed (see respond/headers.ts). */
  readonly headers: readonly string[];
  /** The body up to the request id. */
  readonly before: ByteText;
  /** The body behind the request id; null when it holds none, then `before` is all of it. */
  readonly after: ByteText | null;
}

/** What a repeated request gets again, and what must still be so that it may. */
export interface Repeat {
  readonly snapshot: Snapshot;
  /** Prices and baselines hold for one UTC day. */
  readonly day: number;
  readonly cacheKey: string;
  /** The entry must still be this very one: purged, expired or replaced ones are not served. */
  readonly stored: StoredAnswer;
  readonly reply: StoredReply;
  /** The ledger row of the first hit; times and ids are put in anew. */
  readonly record: RequestRecord;
  /** What all repeats have in their row, as JSON; null until the first one needs it. */
  sharedRow: string | null;
}

const MAX_BYTES = 32 * 1024 * 1024;
const FIXED_BYTES = 4_000;
const DAY_MS = 86_400_000;

/** The UTC day of a wall clock time, counted from the epoch. */
export function dayOf(nowMs: number): number {
  return Math.floor(nowMs / DAY_MS);
}

/**
 * Prepared answers to requests that came byte for byte before. A short cut in front of the exact cache, never
 * a second truth: an entry counts only as long as the cache entry it was made from does. Bounded by bytes.
 */
export class Repeats {
  private readonly entries = new LRUCache<string, Repeat>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ reply }, key) => FIXED_BYTES + key.length + reply.before.length + (reply.after?.length ?? 0),
  });

  get(key: string): Repeat | null {
    return this.entries.get(key) ?? null;
  }

  set(key: string, repeat: Repeat): void {
    this.entries.set(key, repeat);
  }

  delete(key: string): void {
    this.entries.delete(key);
  }
}
