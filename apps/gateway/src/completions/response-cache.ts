import { decodeStored, encodeStored, type MemoryCache, type StoredAnswer } from '@llm-cost-optimizer/cache';
import type { SharedStore } from '@llm-cost-optimizer/contracts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { type Repeat, Repeats } from './repeats.ts';

/**
 * Stored answers: this process's memory first, the shared store (Redis) second, where there is one. A memory hit
 * costs no await; a shared hit is copied into memory. The shared store failing is a miss, never an error.
 */
export class ResponseCache {
  private readonly memory: MemoryCache;
  private readonly shared: SharedStore | null;
  private readonly now: () => number;
  private readonly repeats = new Repeats();

  /** `now` is the wall clock in milliseconds. */
  constructor(options: { memory: MemoryCache; shared: SharedStore | null; now: () => number }) {
    this.memory = options.memory;
    this.shared = options.shared;
    this.now = options.now;
  }

  /** The stored answer of a key, or null. Returns a promise only when the shared store has to be asked. */
  find(key: string): StoredAnswer | null | Promise<StoredAnswer | null> {
    const local = this.memory.get(key);
    if (local !== null || this.shared === null) return local;
    return this.findShared(key, this.shared);
  }

  store(key: string, answer: StoredAnswer, ttlSeconds: number): void {
    this.memory.set(key, answer);
    if (this.shared !== null) void this.shared.set(key, encodeStored(answer), ttlSeconds);
  }

  /** What was prepared for a request that came byte for byte before, as long as it would be answered the same today. */
  findRepeat(key: string, now: { snapshot: Snapshot; day: number }): Repeat | null {
    const repeat = this.repeats.get(key);
    if (repeat === null) return null;
    if (
      repeat.snapshot === now.snapshot &&
      repeat.day === now.day &&
      this.memory.get(repeat.cacheKey) === repeat.stored
    ) {
      return repeat;
    }
    this.repeats.delete(key);
    return null;
  }

  rememberRepeat(key: string, repeat: Repeat): void {
    this.repeats.set(key, repeat);
  }

  /** Entries and bytes in memory, for metrics and the status page. */
  get size(): { readonly entries: number; readonly bytes: number } {
    return this.memory.size;
  }

  private async findShared(key: string, shared: SharedStore): Promise<StoredAnswer | null> {
    const bytes = await shared.get(key);
    if (bytes === null) return null;
    const answer = decodeStored(bytes);
    if (answer === null || answer.expiresAt <= this.now()) return null;
    this.memory.set(key, answer);
    // The memory keeps a copy of its own; prepared answers compare by identity.
    return this.memory.get(key) ?? answer;
  }
}
