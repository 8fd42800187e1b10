/** Failures in a row that open the breaker. */
const FAILURES_TO_OPEN = 5;
const FIRST_REST_MS = 5_000;
const LONGEST_REST_MS = 60_000;

export type BreakerState =
  | { readonly kind: 'closed'; readonly failures: number }
  | { readonly kind: 'open'; readonly until: number; readonly opened: number }
  /** One probe is under way; everybody else goes elsewhere. */
  | { readonly kind: 'half_open'; readonly opened: number };

/**
 * Circuit breaker of one deployment: opens after five failures in a row, rests 5 s (doubled each time, 60 s at most),
 * then lets one probe through. Asked synchronously before a call, so that a plan can go on to the next candidate
 * at once; libraries that wrap the call make the others wait for the probe instead.
 */
export class CircuitBreaker {
  private current: BreakerState = { kind: 'closed', failures: 0 };

  get state(): BreakerState {
    return this.current;
  }

  /** True when a call would be let through now. Does not claim the probe. */
  isAvailable(now: number): boolean {
    return this.current.kind === 'closed' || (this.current.kind === 'open' && now >= this.current.until);
  }

  /** Asks leave for one call; in the open state after the rest this call becomes the probe. */
  tryEnter(now: number): boolean {
    if (this.current.kind === 'closed') return true;
    if (this.current.kind === 'half_open' || now < this.current.until) return false;
    this.current = { kind: 'half_open', opened: this.current.opened };
    return true;
  }

  onSuccess(): void {
    if (this.current.kind !== 'closed' || this.current.failures > 0) this.current = { kind: 'closed', failures: 0 };
  }

  /** A failure that says something about the provider's health (5xx, network, timeout). */
  onFailure(now: number): void {
    if (this.current.kind === 'closed') {
      const failures = this.current.failures + 1;
      this.current = failures < FAILURES_TO_OPEN ? { kind: 'closed', failures } : openState(now, 1);
    } else if (this.current.kind === 'half_open') {
      this.current = openState(now, this.current.opened + 1);
    }
  }

  /** The call ended without telling anything (cancelled, refused for its content): a probe gives its place back. */
  onNeutral(now: number): void {
    if (this.current.kind === 'half_open') this.current = { kind: 'open', until: now, opened: this.current.opened };
  }

  reset(): void {
    this.current = { kind: 'closed', failures: 0 };
  }
}

function openState(now: number, opened: number): BreakerState {
  const rest = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(10, opened - 1));
  return { kind: 'open', until: now + rest, opened };
}
