import type { ProviderFailure } from '@llm-cost-optimizer/contracts';
import { FAILURE_POLICY } from '../completions/stages/execute/failure-policy.ts';
import { CircuitBreaker } from './circuit-breaker.ts';

/** Longest rest after a rate limit or refused credentials, whatever the provider asks. */
const LONGEST_COOLDOWN_MS = 60_000;
const COOLDOWN_WITHOUT_HINT_MS = 2_000;
const MAX_DEPLOYMENTS = 5_000;

export type HealthState = 'ok' | 'open' | 'cooldown';

interface Entry {
  readonly breaker: CircuitBreaker;
  cooldownUntil: number;
}

/** Health of every deployment as this gateway has seen it: breaker (broken) and cooldown (rested until a time). */
export class DeploymentHealth {
  private readonly entries = new Map<string, Entry>();
  private readonly now: () => number;

  /** `now` is a monotonic clock in milliseconds. */
  constructor(now: () => number) {
    this.now = now;
  }

  /** Whether a call to the deployment would be let through now. */
  state(deploymentId: string): HealthState {
    const entry = this.entries.get(deploymentId);
    if (entry === undefined) return 'ok';
    const now = this.now();
    if (!entry.breaker.isAvailable(now)) return 'open';
    return entry.cooldownUntil > now ? 'cooldown' : 'ok';
  }

  /** Milliseconds until the deployment may be tried again; 0 = now, null = when the probe that is under way has ended. */
  waitMs(deploymentId: string): number | null {
    const entry = this.entries.get(deploymentId);
    if (entry === undefined) return 0;
    const { state } = entry.breaker;
    if (state.kind === 'half_open') return null;
    const now = this.now();
    const breakerWait = state.kind === 'open' ? state.until - now : 0;
    return Math.max(0, breakerWait, entry.cooldownUntil - now);
  }

  /** Asks leave for one call. Every granted leave must be answered by `report` or given back by `release`. */
  tryEnter(deploymentId: string): boolean {
    const entry = this.entries.get(deploymentId);
    if (entry === undefined) return true;
    const now = this.now();
    return entry.cooldownUntil <= now && entry.breaker.tryEnter(now);
  }

  /** Gives a leave back that was not used. */
  release(deploymentId: string): void {
    this.entries.get(deploymentId)?.breaker.onNeutral(this.now());
  }

  /** Books how a granted call ended; null = well. */
  report(deploymentId: string, failure: ProviderFailure | null): void {
    if (failure === null) {
      this.entries.get(deploymentId)?.breaker.onSuccess();
      return;
    }
    const policy = FAILURE_POLICY[failure.kind];
    const now = this.now();
    const entry = policy.hurtsBreaker || policy.rests ? this.entry(deploymentId) : this.entries.get(deploymentId);
    if (entry === undefined) return;
    if (policy.hurtsBreaker) entry.breaker.onFailure(now);
    else entry.breaker.onNeutral(now);
    if (policy.rests) {
      const rest = Math.min(LONGEST_COOLDOWN_MS, failure.retryAfterMs ?? COOLDOWN_WITHOUT_HINT_MS);
      entry.cooldownUntil = Math.max(entry.cooldownUntil, now + rest);
    }
  }

  /** Breaker states of the deployments that ever failed, for metrics and the status page. */
  list(): { deploymentId: string; state: 'closed' | 'open' | 'half_open'; isResting: boolean }[] {
    const now = this.now();
    return [...this.entries].map(([deploymentId, entry]) => ({
      deploymentId,
      state: entry.breaker.state.kind,
      isResting: entry.cooldownUntil > now,
    }));
  }

  private entry(deploymentId: string): Entry {
    const known = this.entries.get(deploymentId);
    if (known !== undefined) return known;
    const entry: Entry = { breaker: new CircuitBreaker(), cooldownUntil: 0 };
    if (this.entries.size >= MAX_DEPLOYMENTS) this.dropOldest();
    this.entries.set(deploymentId, entry);
    return entry;
  }

  private dropOldest(): void {
    const oldest = this.entries.keys().next();
    if (oldest.done !== true) this.entries.delete(oldest.value);
  }
}
