import { LRUCache } from 'lru-cache';
import { type StoredAnswer, sizeOf } from './stored-answer.ts';

/** Stored answers in this process, bounded by bytes; the longest unused go first. */
export class MemoryCache {
  private readonly entries: LRUCache<string, StoredAnswer>;
  private readonly now: () => number;

  /** `now` is the wall clock in milliseconds; entries carry their own end. */
  constructor(options: { maxBytes: number; now: () => number }) {
    this.now = options.now;
    this.entries = new LRUCache({
      maxSize: options.maxBytes,
      // One answer may not push out everything else.
      maxEntrySize: Math.max(1, Math.floor(options.maxBytes / 4)),
      sizeCalculation: sizeOf,
    });
  }

  get(key: string): StoredAnswer | null {
    const stored = this.entries.get(key);
    if (stored === undefined) return null;
    if (stored.expiresAt > this.now()) return stored;
    this.entries.delete(key);
    return null;
  }

  /** Keeps a right-sized copy of the body: a slice would hold on to the network buffer around it. */
  set(key: string, stored: StoredAnswer): void {
    const body = stored.answer.body.slice();
    this.entries.set(key, { ...stored, answer: { ...stored.answer, body } });
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
  }

  get size(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.entries.size, bytes: this.entries.calculatedSize };
  }
}
