import type { Candidate, ProviderFailure } from '@llm-cost-optimizer/contracts';
import type { DeploymentHealth } from '../../../health/deployment-health.ts';
import { chooseUpstream } from '../../../health/upstream-choice.ts';
import type { Upstream } from '../../../snapshot/upstream.ts';
import { FAILURE_POLICY } from './failure-policy.ts';

/** Another request probes the address; how it ends is known soon. */
const PROBE_WAIT_MS = 100;

/** A candidate of the plan, called in one way, and what has become of it so far. */
export interface Option {
  readonly candidate: Candidate;
  /** All ways to call it: addresses and keys. */
  readonly upstreams: readonly Upstream[];
  /** The way it is called, chosen when its turn comes; null = not yet. */
  upstream: Upstream | null;
  /** True when the candidate has failed in another way before. */
  readonly isOtherWay: boolean;
  /** Null = not tried yet. */
  failure: ProviderFailure | null;
  /** Monotonic time before which it is not repeated. */
  readyAt: number;
  /** It will not be tried (again). */
  isOut: boolean;
}

/** What choosing a way needs to know of the walk: everything that was tried, and the number of its session. */
interface Tried {
  readonly options: readonly Option[];
  readonly seed: number;
}

/** Asks leave to call an option, in the best way that is free; notes that way when it was granted. */
export function tryEnter(walk: Tried, option: Option, health: DeploymentHealth): boolean {
  const upstream = option.upstream ?? chooseWay(walk, option, health);
  if (upstream === null || !health.tryEnter(upstream)) return false;
  option.upstream = upstream;
  return true;
}

/** Asks leave to call an option with a key that was refused, where nobody else can serve; notes the way when granted. */
export function tryRefused(walk: Tried, option: Option, health: DeploymentHealth): boolean {
  const way = option.upstreams.find((one) => isPromising(walk.options, option, one) && health.tryRefused(one));
  if (way === undefined) return false;
  option.upstream = way;
  return true;
}

function chooseWay(walk: Tried, option: Option, health: DeploymentHealth): Upstream | null {
  const { upstreams } = option;
  if (upstreams.length === 1) return upstreams[0] ?? null;
  const isUsable = (one: Upstream) => health.isAvailable(one) && isPromising(walk.options, option, one);
  return chooseUpstream(upstreams, walk.seed, isUsable);
}

/** False for a way that is bound to fail as another one of the same candidate has. */
export function isPromising(options: readonly Option[], { candidate }: Option, upstream: Upstream): boolean {
  return options.every((other) => {
    if (other.candidate !== candidate || other.failure === null || other.upstream === null) return true;
    if (other.upstream === upstream) return false;
    const { otherWay } = FAILURE_POLICY[other.failure.kind];
    return otherWay === 'key' ? other.upstream.key !== upstream.key : other.upstream.address !== upstream.address;
  });
}

/** Milliseconds until one of the ways to call an option is free; infinite where no waiting helps. */
export function restMs({ options }: Tried, option: Option, health: DeploymentHealth): number {
  if (option.upstream !== null) return waitMs(option.upstream, health);
  let shortest = Number.POSITIVE_INFINITY;
  for (const upstream of option.upstreams) {
    if (isPromising(options, option, upstream)) shortest = Math.min(shortest, waitMs(upstream, health));
  }
  return shortest;
}

/** Why nothing was called, and the shortest wait that would change it (null = none would). */
export interface Idleness {
  /** `refused`: all keys were refused or their accounts are empty; `limited`: all have reached a limit. */
  readonly cause: 'refused' | 'limited' | 'failing';
  readonly waitMs: number | null;
}

/** What keeps all of these options from being called. */
export function idlenessOf(walk: Tried, health: DeploymentHealth): Idleness {
  const causes = new Set(walk.options.flatMap(({ upstreams }) => upstreams.map((one) => causeOf(one, health))));
  const [only = 'failing'] = causes;
  const waitMs = Math.min(...walk.options.map((option) => restMs(walk, option, health)));
  return { cause: causes.size === 1 ? only : 'failing', waitMs: Number.isFinite(waitMs) ? waitMs : null };
}

function causeOf(upstream: Upstream, health: DeploymentHealth): Idleness['cause'] {
  const cause = health.restCause(upstream);
  if (cause === null) return 'failing';
  return cause === 'rate_limited' ? 'limited' : 'refused';
}

/** A key that was refused is not accepted a moment later: whoever waits for it waits for nothing. */
function waitMs(upstream: Upstream, health: DeploymentHealth): number {
  if (causeOf(upstream, health) === 'refused') return Number.POSITIVE_INFINITY;
  return health.waitMs(upstream) ?? PROBE_WAIT_MS * (1 + Math.random());
}
