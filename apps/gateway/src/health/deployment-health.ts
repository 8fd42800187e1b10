import type { ProviderFailure } from '@llm-cost-optimizer/contracts';
import { FAILURE_POLICY } from '../completions/stages/execute/failure-policy.ts';
import type { Upstream } from '../snapshot/upstream.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { KeyRests } from './key-rests.ts';

/** Longest rest after a rate limit or refused credentials, whatever the provider asks. */
const LONGEST_COOLDOWN_MS = 60_000;
const COOLDOWN_WITHOUT_HINT_MS = 2_000;
const MAX_DEPLOYMENTS = 5_000;

export type HealthState = 'ok' | 'open' | 'cooldown';

/** What is known of a deployment that failed once: a breaker per address, a cooldown per key. */
interface Entry {
  /** The ways to call it as they were at the last failure. */
  upstreams: readonly Upstream[];
  readonly breakers: Map<string, CircuitBreaker>;
  /** By key, the time until which it rests. */
  readonly cooldowns: Map<string, number>;
}

/**
 * Health of every deployment as this gateway has seen it. An address that fails is broken (breaker), whichever key was
 * sent; a key that is refused rests (cooldown), whichever address refused it.
 */
export class DeploymentHealth {
  private readonly entries = new Map<string, Entry>();
  private readonly keyRests: KeyRests;
  private readonly now: () => number;

  /** `now` is a monotonic clock in milliseconds. */
  constructor(now: () => number) {
    this.now = now;
    this.keyRests = new KeyRests(LONGEST_COOLDOWN_MS);
  }

  /** Whether a call to the deployment would be let through now, over any of its addresses with any of its keys. */
  state(deploymentId: string): HealthState {
    const entry = this.entries.get(deploymentId);
    if (entry === undefined) return 'ok';
    const now = this.now();
    let isAnyClosed = false;
    for (const upstream of entry.upstreams) {
      if (entry.breakers.get(upstream.address)?.isAvailable(now) === false) continue;
      if (this.restUntil(entry, upstream) <= now) return 'ok';
      isAnyClosed = true;
    }
    return isAnyClosed ? 'cooldown' : 'open';
  }

  /** Whether a call would be let through now. Does not ask for it. */
  isAvailable(upstream: Upstream): boolean {
    const entry = this.entries.get(upstream.deploymentId);
    const now = this.now();
    if (this.restUntil(entry, upstream) > now) return false;
    return entry?.breakers.get(upstream.address)?.isAvailable(now) ?? true;
  }

  /** Milliseconds until the upstream may be tried again; 0 = now, null = when the probe that is under way has ended. */
  waitMs(upstream: Upstream): number | null {
    const entry = this.entries.get(upstream.deploymentId);
    const now = this.now();
    const state = entry?.breakers.get(upstream.address)?.state;
    if (state?.kind === 'half_open') return null;
    const breakerWait = state?.kind === 'open' ? state.until - now : 0;
    return Math.max(0, breakerWait, this.restUntil(entry, upstream) - now);
  }

  /** Asks leave for one call. Every granted leave must be answered by `report` or given back by `release`. */
  tryEnter(upstream: Upstream): boolean {
    const entry = this.entries.get(upstream.deploymentId);
    if (entry === undefined && this.keyRests.isEmpty) return true;
    const now = this.now();
    if (this.restUntil(entry, upstream) > now) return false;
    return entry?.breakers.get(upstream.address)?.tryEnter(now) ?? true;
  }

  /** Gives a leave back that was not used. */
  release(upstream: Upstream): void {
    this.entries.get(upstream.deploymentId)?.breakers.get(upstream.address)?.onNeutral(this.now());
  }

  /** Books how a granted call ended; null = well. */
  report(upstream: Upstream, failure: ProviderFailure | null): void {
    const breaker = this.entries.get(upstream.deploymentId)?.breakers.get(upstream.address);
    if (failure === null) {
      breaker?.onSuccess();
      this.keyRests.end(upstream.keyId);
      return;
    }
    const policy = FAILURE_POLICY[failure.kind];
    const now = this.now();
    if (policy.hurtsBreaker) this.breakerOf(upstream).onFailure(now);
    else breaker?.onNeutral(now);
    if (policy.rests) this.rest(upstream, failure, now);
  }

  /**
   * Breakers of the deployments that ever failed, for metrics and the status page. The id carries the address where a
   * deployment has several.
   */
  list(): { deploymentId: string; state: 'closed' | 'open' | 'half_open'; isResting: boolean }[] {
    const now = this.now();
    return [...this.entries].flatMap(([id, entry]) => {
      const addresses = [...new Set(entry.upstreams.map(({ address }) => address))];
      return addresses.map((address) => ({
        deploymentId: addresses.length === 1 ? id : `${id}@${address}`,
        state: entry.breakers.get(address)?.state.kind ?? ('closed' as const),
        isResting: entry.upstreams.some((one) => one.address === address && this.restUntil(entry, one) > now),
      }));
    });
  }

  /**
   * Seconds until keys may be used again, by deployment (`provider/model`, with `#key` where a provider has several keys)
   * or, where a key rests for all models, by `provider#key`.
   */
  cooldowns(): Record<string, number> {
    const now = this.now();
    const seconds: Record<string, number> = {};
    for (const [id, { cooldowns, upstreams }] of this.entries) {
      for (const [key, until] of cooldowns) {
        const hasOthers = upstreams.some((upstream) => upstream.key !== key);
        if (until > now) seconds[hasOthers ? `${id}#${key}` : id] = (until - now) / 1_000;
      }
    }
    for (const [keyId, until] of this.keyRests.all()) {
      if (until > now) seconds[keyId.replace('/', '#')] = (until - now) / 1_000;
    }
    return seconds;
  }

  /** A refused credential is refused for all models; a limit is one of the model, and so is a provider's only key. */
  private rest(upstream: Upstream, { kind, retryAfterMs }: ProviderFailure, now: number): void {
    const rest = Math.min(LONGEST_COOLDOWN_MS, retryAfterMs ?? COOLDOWN_WITHOUT_HINT_MS);
    if (upstream.keyId !== null && kind !== 'rate_limited') {
      this.keyRests.begin(upstream.keyId, rest, now);
      return;
    }
    const { cooldowns } = this.entryOf(upstream);
    cooldowns.set(upstream.key, Math.max(cooldowns.get(upstream.key) ?? 0, now + rest));
  }

  private restUntil(entry: Entry | undefined, { key, keyId }: Upstream): number {
    return Math.max(entry?.cooldowns.get(key) ?? 0, this.keyRests.until(keyId));
  }

  private breakerOf(upstream: Upstream): CircuitBreaker {
    const { breakers } = this.entryOf(upstream);
    const known = breakers.get(upstream.address);
    if (known !== undefined) return known;
    const breaker = new CircuitBreaker();
    breakers.set(upstream.address, breaker);
    return breaker;
  }

  private entryOf({ deploymentId, siblings }: Upstream): Entry {
    const known = this.entries.get(deploymentId);
    if (known !== undefined) {
      if (known.upstreams !== siblings) follow(known, siblings);
      return known;
    }
    const entry: Entry = { upstreams: siblings, breakers: new Map(), cooldowns: new Map() };
    if (this.entries.size >= MAX_DEPLOYMENTS) this.dropOldest();
    this.entries.set(deploymentId, entry);
    return entry;
  }

  private dropOldest(): void {
    const oldest = this.entries.keys().next();
    if (oldest.done !== true) this.entries.delete(oldest.value);
  }
}

/** The configuration has changed: forgets addresses and keys that are gone, so that nothing piles up. */
function follow(entry: Entry, upstreams: readonly Upstream[]): void {
  entry.upstreams = upstreams;
  for (const address of entry.breakers.keys()) {
    if (!upstreams.some((one) => one.address === address)) entry.breakers.delete(address);
  }
  for (const key of entry.cooldowns.keys()) {
    if (!upstreams.some((one) => one.key === key)) entry.cooldowns.delete(key);
  }
}
