const MAX_KEYS = 1_000;

interface Rest {
  until: number;
  restMs: number;
}

/**
 * Keys that were refused outright (401, account empty) and rest for every model. A key that is refused again right after
 * its rest rests twice as long, so that a dead key costs a request less and less often.
 */
export class KeyRests {
  private readonly rests = new Map<string, Rest>();
  private readonly longestMs: number;

  constructor(longestMs: number) {
    this.longestMs = longestMs;
  }

  /** True while no key has been refused: then nothing has to be looked up. */
  get isEmpty(): boolean {
    return this.rests.size === 0;
  }

  /** Time until which a key rests; 0 = it does not, or it is the only key of its provider (null). */
  until(keyId: string | null): number {
    if (keyId === null || this.rests.size === 0) return 0;
    return this.rests.get(keyId)?.until ?? 0;
  }

  /** All keys that ever rested since they were last accepted, with the time until which they do. */
  all(): [keyId: string, until: number][] {
    return [...this.rests].map(([keyId, { until }]) => [keyId, until]);
  }

  /** `wishMs`: what the provider asked for, or the usual rest. */
  begin(keyId: string, wishMs: number, now: number): void {
    const known = this.rests.get(keyId);
    // Several calls with the same key may be refused at once: that is one refusal.
    if (known !== undefined && known.until > now) return;
    const restMs = Math.min(this.longestMs, Math.max(wishMs, (known?.restMs ?? 0) * 2));
    if (known === undefined && this.rests.size >= MAX_KEYS) this.rests.clear();
    this.rests.set(keyId, { until: now + restMs, restMs });
  }

  /** The key was accepted. */
  end(keyId: string | null): void {
    if (keyId !== null && this.rests.size > 0) this.rests.delete(keyId);
  }
}
