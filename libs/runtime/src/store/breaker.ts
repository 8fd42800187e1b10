/** A small circuit breaker: after some failures in a row everything is refused for a while, then one try decides. */
export class Breaker {
  private failures = 0;
  private openUntil = 0;
  private isProbing = false;
  private readonly threshold: number;
  private readonly restMs: number;
  private readonly now: () => number;

  constructor(options: { threshold: number; restMs: number; now: () => number }) {
    this.threshold = options.threshold;
    this.restMs = options.restMs;
    this.now = options.now;
  }

  /** Asks to make a call. True obliges the caller to report how it ended. */
  tryEnter(): boolean {
    if (this.failures < this.threshold) return true;
    if (this.isProbing || this.now() < this.openUntil) return false;
    this.isProbing = true;
    return true;
  }

  succeeded(): void {
    this.failures = 0;
    this.isProbing = false;
  }

  failed(): void {
    this.failures += 1;
    this.isProbing = false;
    if (this.failures >= this.threshold) this.openUntil = this.now() + this.restMs;
  }

  get isClosed(): boolean {
    return this.failures < this.threshold;
  }
}
