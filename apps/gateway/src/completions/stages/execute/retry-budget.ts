const WINDOW_MS = 10_000;
const BUCKETS = 10;
const BUCKET_MS = WINDOW_MS / BUCKETS;
/** Retries allowed a second whatever the traffic, so that a quiet gateway can still retry. */
const FLOOR_PER_SECOND = 3;
const SHARE_OF_TRAFFIC = 0.1;

/**
 * Keeps retries to 10 % of the requests of the last ten seconds (and three a second at least), so that an outage is
 * not made worse by us. Fallbacks to another provider are not retries and are not counted.
 */
export class RetryBudget {
  private readonly requests = new Array<number>(BUCKETS).fill(0);
  private readonly retries = new Array<number>(BUCKETS).fill(0);
  private current = 0;

  /** Counts a request that reached a provider. `now` is monotonic, in milliseconds. */
  onRequest(now: number): void {
    this.requests[this.slot(now)] = (this.requests[this.slot(now)] ?? 0) + 1;
  }

  /** Takes one retry out of the budget; false when it is spent. */
  tryRetry(now: number): boolean {
    const slot = this.slot(now);
    const allowed = Math.max((FLOOR_PER_SECOND * WINDOW_MS) / 1_000, SHARE_OF_TRAFFIC * sum(this.requests));
    if (sum(this.retries) >= allowed) return false;
    this.retries[slot] = (this.retries[slot] ?? 0) + 1;
    return true;
  }

  private slot(now: number): number {
    const bucket = Math.floor(now / BUCKET_MS);
    const steps = Math.min(BUCKETS, bucket - this.current);
    for (let step = 1; step <= steps; step++) {
      const index = (bucket - steps + step) % BUCKETS;
      this.requests[index] = 0;
      this.retries[index] = 0;
    }
    if (bucket > this.current) this.current = bucket;
    return this.current % BUCKETS;
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
