import { decodeStored, encodeStored, type MemoryCache, type StoredAnswer } from '@llm-cost-optimizer/cache';
import type { SharedStore } from '@llm-cost-optimizer/contracts';

/**
 * Stored answers: this process's memory first, the shared store (Redis) second, where there is one. A memory hit
 * costs no await; a shared hit is copied into memory. The shared store failing is a miss, never an error.
 */
export class ResponseCache {
  private readonly memory: MemoryCache;
  private readonly shared: SharedStore | null;
  private readonly now: () => number;

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
    this.memory.set(key, answer, ttlSeconds);
    if (this.shared !== null) void this.shared.set(key, encodeStored(answer), ttlSeconds);
  }

  /** Entries and bytes in memory, for metrics and the status page. */
  get size(): { entries: number; bytes: number } {
    return this.memory.size;
  }

  private async findShared(key: string, shared: SharedStore): Promise<StoredAnswer | null> {
    const bytes = await shared.get(key);
    if (bytes === null) return null;
    const answer = decodeStored(bytes);
    if (answer === null) return null;
    const remainingSeconds = Math.floor((answer.expiresAt - this.now()) / 1_000);
    if (remainingSeconds <= 0) return null;
    this.memory.set(key, answer, remainingSeconds);
    return answer;
  }
}
