import type { FailureKind, ProviderFailure } from '@llm-cost-optimizer/contracts';
import { FAILURE_POLICY } from '../completions/stages/execute/failure-policy.ts';
import type { Upstream } from '../snapshot/upstream.ts';
import { type BreakerState, CircuitBreaker } from './circuit-breaker.ts';
import { KeyRests, type Rest, type RestCause } from './key-rests.ts';

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
  /** By key, its last rest. */
  readonly cooldowns: Map<string, Rest>;
}

/** A key that rests now, by the names of the configuration. */
export interface RestingKey {
  readonly provider: string;
  readonly key: string;
  /** Null = for all models. */
  readonly model: string | null;
  readonly cause: RestCause;
  readonly restMs: number;
}

/** The breaker of an address of a deployment that failed once. */
export interface SeenAddress {
  readonly deploymentId: string;
  readonly address: string;
  readonly state: BreakerState['kind'];
  /** Until the next probe; null unless it is open. */
  readonly openMs: number | null;
}

/**
 * Health of every deployment as this gateway has seen it. An address that fails is broken (breaker), whichever key was
 * sent; a key that is refused rests (cooldown), whichever address refused it.
 */
export class DeploymentHealth {
  private readonly entries = new Map<string, Entry>();
  private readonly keyRests: KeyRests;
  /** Refused keys that are being asked again. */
  private readonly probes = new Set<string>();
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

  /** Why the key rests now; null = it does not. */
  restCause(upstream: Upstream): RestCause | null {
    const rest = this.restOf(this.entries.get(upstream.deploymentId), upstream);
    return rest !== null && rest.until > this.now() ? rest.cause : null;
  }

  /** Asks leave for one call. Every granted leave must be answered by `report` or given back by `release`. */
  tryEnter(upstream: Upstream): boolean {
    const entry = this.entries.get(upstream.deploymentId);
    if (entry === undefined && this.keyRests.isEmpty) return true;
    const now = this.now();
    if (this.restUntil(entry, upstream) > now) return false;
    return entry?.breakers.get(upstream.address)?.tryEnter(now) ?? true;
  }

  /**
   * Asks leave to use a key that was refused, before its rest is over: for when nobody else can serve. One call at a time, so
   * that a key that was put right is found at once and a dead one is not asked by everybody. Answered like `tryEnter`.
   */
  tryRefused(upstream: Upstream): boolean {
    const cause = this.restCause(upstream);
    const id = probeId(upstream);
    if (cause === null || cause === 'rate_limited' || this.probes.has(id)) return false;
    const breaker = this.entries.get(upstream.deploymentId)?.breakers.get(upstream.address);
    if (breaker?.tryEnter(this.now()) === false) return false;
    this.probes.add(id);
    return true;
  }

  /** Gives a leave back that was not used. */
  release(upstream: Upstream): void {
    this.endProbe(upstream);
    this.entries.get(upstream.deploymentId)?.breakers.get(upstream.address)?.onNeutral(this.now());
  }

  /** Books how a granted call ended; null = well. */
  report(upstream: Upstream, failure: ProviderFailure | null): void {
    const entry = this.entries.get(upstream.deploymentId);
    const breaker = entry?.breakers.get(upstream.address);
    this.endProbe(upstream);
    if (failure === null) {
      breaker?.onSuccess();
      this.keyRests.end(upstream.keyId);
      // A limit may have been reached by calls that came after this one; a refused key that works was put right.
      const rest = entry?.cooldowns.get(upstream.key);
      if (rest !== undefined && rest.cause !== 'rate_limited') entry?.cooldowns.delete(upstream.key);
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
      for (const [key, { until }] of cooldowns) {
        const hasOthers = upstreams.some((upstream) => upstream.key !== key);
        if (until > now) seconds[hasOthers ? `${id}#${key}` : id] = (until - now) / 1_000;
      }
    }
    for (const [keyId, { until }] of this.keyRests.all()) {
      if (until > now) seconds[keyId.replace('/', '#')] = (until - now) / 1_000;
    }
    return seconds;
  }

  /** Keys that rest now, for the status page. */
  restingKeys(): RestingKey[] {
    const now = this.now();
    const resting: RestingKey[] = [];
    const add = (names: Pick<RestingKey, 'provider' | 'key' | 'model'>, { until, cause }: Rest) => {
      if (until > now) resting.push({ ...names, cause, restMs: until - now });
    };
    for (const [keyId, rest] of this.keyRests.all()) {
      const [provider, key] = splitOnce(keyId);
      add({ provider, key, model: null }, rest);
    }
    for (const [id, { cooldowns }] of this.entries) {
      const [provider, model] = splitOnce(id);
      for (const [key, rest] of cooldowns) add({ provider, key, model }, rest);
    }
    return resting;
  }

  /** Addresses of deployments that ever failed, for the status page. */
  addresses(): SeenAddress[] {
    const now = this.now();
    return [...this.entries].flatMap(([deploymentId, { breakers }]) =>
      [...breakers].map(([address, { state }]) => ({
        deploymentId,
        address,
        state: state.kind,
        openMs: state.kind === 'open' ? Math.max(0, state.until - now) : null,
      })),
    );
  }

  private endProbe(upstream: Upstream): void {
    if (this.probes.size > 0) this.probes.delete(probeId(upstream));
  }

  /** A refused credential is refused for all models; a limit is one of the model, and so is a provider's only key. */
  private rest(upstream: Upstream, { kind, retryAfterMs }: ProviderFailure, now: number): void {
    const wishMs = Math.min(LONGEST_COOLDOWN_MS, retryAfterMs ?? COOLDOWN_WITHOUT_HINT_MS);
    const cause = causeOf(kind);
    if (upstream.keyId !== null && cause !== 'rate_limited') {
      this.keyRests.begin(upstream.keyId, { wishMs, cause, now });
      return;
    }
    const { cooldowns } = this.entryOf(upstream);
    const known = cooldowns.get(upstream.key);
    if (known === undefined || known.until <= now + wishMs) cooldowns.set(upstream.key, { until: now + wishMs, cause });
  }

  private restUntil(entry: Entry | undefined, upstream: Upstream): number {
    return this.restOf(entry, upstream)?.until ?? 0;
  }

  /** The longer one of the rests of a key: for one model, and for all of them. */
  private restOf(entry: Entry | undefined, { key, keyId }: Upstream): Rest | null {
    const own = entry?.cooldowns.get(key) ?? null;
    const general = this.keyRests.of(keyId);
    if (own === null || general === null) return own ?? general;
    return own.until > general.until ? own : general;
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

/** The key, or where it is the only one and refused for one model alone, that model. */
function probeId({ keyId, deploymentId, key }: Upstream): string {
  return keyId ?? `${deploymentId}#${key}`;
}

function causeOf(kind: FailureKind): RestCause {
  return kind === 'credentials' || kind === 'quota' ? kind : 'rate_limited';
}

/** `openai/a/b` -> `openai` and `a/b`: ids of providers have no slash. */
function splitOnce(id: string): [string, string] {
  const slash = id.indexOf('/');
  return [id.slice(0, slash), id.slice(slash + 1)];
}
