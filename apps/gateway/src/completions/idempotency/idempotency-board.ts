import { GatewayError } from '@llm-cost-optimizer/contracts';
import { LRUCache } from 'lru-cache';
import { AnswerCopy, type SentAnswer } from '../answer-copy.ts';
import type { Run } from '../run.ts';

const REMEMBER_MS = 24 * 3_600_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** A longer answer is not kept: the same key then makes a new request. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
/** An entry beside its answer: key, digest, promise, headers. */
const FIXED_BYTES = 2_000;

/** How the request that holds a key ended, for those who sent the same key meanwhile. */
export type KeyEnd =
  | { readonly kind: 'answered'; readonly answer: SentAnswer }
  | { readonly kind: 'failed'; readonly error: GatewayError }
  /** Its client left or its answer was too long: whoever waits makes the request itself. */
  | { readonly kind: 'free' };

/** What is known about a key. */
export interface KeyEntry {
  /** Digest of everything that makes the request what it is. */
  readonly fingerprint: string;
  readonly end: Promise<KeyEnd>;
}

/** The right to answer for a key, held by one request from its start to its end. */
export interface IdempotencyClaim {
  /** Tells how the request ended: a good answer is kept for a day, anything else frees the key. Never throws. */
  settle(run: Run): void;
}

/**
 * Idempotency keys of the last 24 hours in the memory of this gateway: several gateways do not know each other's keys,
 * and a restart forgets them. Bounded by bytes, the keys unused for longest go first.
 */
export class IdempotencyBoard {
  private readonly entries: LRUCache<string, KeyEntry>;

  /** `now` is monotonic, in milliseconds. */
  constructor({ now }: { now: () => number } = { now: () => performance.now() }) {
    this.entries = new LRUCache({
      maxSize: MAX_BYTES,
      ttl: REMEMBER_MS,
      perf: { now },
      ttlResolution: 0,
      // The age is counted from the first request; reading a key does not make it younger.
      updateAgeOnGet: false,
    });
  }

  find(key: string): KeyEntry | null {
    return this.entries.get(key) ?? null;
  }

  /** Takes a key that nobody holds. What the request sends is copied from now on. */
  claim(key: string, fingerprint: string, run: Run): IdempotencyClaim {
    const { promise, resolve } = Promise.withResolvers<KeyEnd>();
    const copy = new AnswerCopy(MAX_ANSWER_BYTES);
    run.exchange.copy = copy;
    const entry = { fingerprint, end: promise };
    this.entries.set(key, entry, { size: FIXED_BYTES + key.length });
    return {
      settle: (ended) => {
        const end = endOf(ended, copy);
        const isMine = this.entries.peek(key) === entry;
        if (end.kind !== 'answered') {
          if (isMine) this.entries.delete(key);
        } else if (isMine) {
          const size = FIXED_BYTES + key.length + end.answer.body.byteLength;
          // A new object: the size of a value that stays the same is not counted anew.
          this.entries.set(key, { ...entry }, { size, noUpdateTTL: true });
        }
        resolve(end);
      },
    };
  }

  /** Keys known now. */
  get size(): number {
    return this.entries.size;
  }
}

/** Only a complete good answer is kept: an error may pass, and the same key must then be able to succeed. */
function endOf(run: Run, copy: AnswerCopy): KeyEnd {
  if (run.outcome === 'cancelled') return { kind: 'free' };
  if (run.error !== null) return { kind: 'failed', error: run.error };
  const answer = copy.take();
  return answer === null ? { kind: 'free' } : { kind: 'answered', answer };
}
