import { LRUCache } from 'lru-cache';
import { type StoredAnswer, sizeOf } from './stored-answer.ts';

/** Share of the whole that one answer may take: no answer may push out everything else. */
const LARGEST_SHARE = 1 / 4;

/** Stored answers in this process, bounded by bytes; the longest unused go first. */
export class MemoryCache {
  private readonly entries: LRUCache<string, StoredAnswer>;
  private readonly now: () => number;

  /** `now` is the wall clock in milliseconds; entries carry their own end. Throws when `maxBytes` is below 4. */
  constructor(options: { maxBytes: number; now: () => number }) {
    this.now = options.now;
    this.entries = new LRUCache({
      maxSize: options.maxBytes,
      maxEntrySize: Math.floor(options.maxBytes * LARGEST_SHARE),
      sizeCalculation: sizeOf,
    });
  }

  /** The answer, or null when there is none or its time is over (from the very millisecond of its end on). */
  get(key: string): StoredAnswer | null {
    const stored = this.entries.get(key);
    if (stored === undefined) return null;
    if (stored.expiresAt > this.now()) return stored;
    this.entries.delete(key);
    return null;
  }

  /**
   * Keeps the answer until its own end; one whose time is over already only takes away the older one. An answer that
   * takes more than a quarter of the room is not kept. `get` then returns the same object every time.
   */
  set(key: string, stored: StoredAnswer): void {
    if (!(stored.expiresAt > this.now())) {
      this.entries.delete(key);
      return;
    }
    // A copy of the right size: a slice would hold on to the network buffer around it, and `slice` of a Buffer is one.
    const body = new Uint8Array(stored.answer.body);
    this.entries.set(key, { ...stored, answer: { ...stored.answer, body } });
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
  }

  /** Entries and bytes, those included whose time is over but which nobody has asked for since. */
  get size(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.entries.size, bytes: this.entries.calculatedSize };
  }
}
