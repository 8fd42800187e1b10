const MAX_KEYS = 1_000;

/** Why a key rests: refused as such, its account is empty, or its limit is reached. */
export type RestCause = 'credentials' | 'quota' | 'rate_limited';

/** A key that is not used until a time on the monotonic clock. */
export interface Rest {
  readonly until: number;
  readonly cause: RestCause;
}

interface GrowingRest extends Rest {
  readonly restMs: number;
}

/**
 * Keys that were refused outright (401, account empty) and rest for every model. A key that is refused again right after
 * its rest rests twice as long, so that a dead key costs a request less and less often.
 */
export class KeyRests {
  private readonly rests = new Map<string, GrowingRest>();
  private readonly longestMs: number;

  constructor(longestMs: number) {
    this.longestMs = longestMs;
  }

  /** True while no key has been refused: then nothing has to be looked up. */
  get isEmpty(): boolean {
    return this.rests.size === 0;
  }

  /** The last rest of a key; null = it never rested, was accepted since, or is the only key of its provider (null). */
  of(keyId: string | null): Rest | null {
    if (keyId === null || this.rests.size === 0) return null;
    return this.rests.get(keyId) ?? null;
  }

  /** All keys that ever rested since they were last accepted. */
  all(): [keyId: string, rest: Rest][] {
    return [...this.rests];
  }

  /** `wishMs`: what the provider asked for, or the usual rest. */
  begin(keyId: string, { wishMs, cause, now }: { wishMs: number; cause: RestCause; now: number }): void {
    const known = this.rests.get(keyId);
    // Several calls with the same key may be refused at once: that is one refusal.
    if (known !== undefined && known.until > now) return;
    const restMs = Math.min(this.longestMs, Math.max(wishMs, (known?.restMs ?? 0) * 2));
    if (known === undefined && this.rests.size >= MAX_KEYS) this.rests.clear();
    this.rests.set(keyId, { until: now + restMs, restMs, cause });
  }

  /** The key was accepted. */
  end(keyId: string | null): void {
    if (keyId !== null && this.rests.size > 0) this.rests.delete(keyId);
  }
}
