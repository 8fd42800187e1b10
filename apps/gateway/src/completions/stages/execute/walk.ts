import type { Candidate, ProviderFailure } from '@llm-cost-optimizer/contracts';
import type { Run } from '../../run.ts';
import type { CompletionServices } from '../../services.ts';
import { FAILURE_POLICY } from './failure-policy.ts';
import { isPromising, type Option, restMs, tryEnter, tryRefused } from './option.ts';
import { sessionSeed } from './session-seed.ts';

/** Longest time a request waits in all for a rate limit, a cooldown or a breaker when no other candidate is left. */
const LONGEST_WAIT_MS = 20_000;
const BACKOFF_BASE_MS = 100;
const BACKOFF_CAP_MS = 2_000;

/** One request's way through its plan: what was tried, why it failed, what may still be tried. */
export class Walk {
  /** Calls of the request so far, those of a cascade included. */
  attempts: number;
  readonly failures: ProviderFailure[] = [];
  /** Calls that the request has gone on without; they end with it when everybody leaves. */
  readonly lateCalls: { cancel(): void }[] = [];
  readonly options: Option[];
  /** Monotonic. */
  readonly deadlineAt: number;
  private readonly run: Run;
  private knownSeed: number | null = null;
  /** Milliseconds this request may still spend on pauses. */
  patienceMs = LONGEST_WAIT_MS;
  isAbandoned = false;
  /** Ends the call or the pause that is under way, when nobody waits any more. */
  interrupt: (() => void) | null = null;

  private readonly callsBefore: number;

  /** `share` of the request's time is what these candidates may take. */
  constructor(run: Run, candidates: readonly Candidate[] = run.plan?.candidates ?? [], share = 1) {
    const { snapshot, startedAt } = run;
    this.run = run;
    this.attempts = run.attempts.length;
    this.callsBefore = run.attempts.length;
    const { deadlineMs } = snapshot.config.limits;
    this.deadlineAt = startedAt + share * Math.min(deadlineMs, run.request?.options.deadlineMs ?? deadlineMs);
    this.options = candidates.map((candidate) => ({
      candidate,
      upstreams: snapshot.upstreams(candidate.deployment),
      upstream: null,
      isOtherWay: false,
      failure: null,
      readyAt: 0,
      isOut: false,
    }));
  }

  /** True when one more call is all that is left. */
  get isAtLastCall(): boolean {
    return this.callsMade === this.run.snapshot.config.limits.maxAttempts - 1;
  }

  get hasCallsLeft(): boolean {
    return this.callsMade < this.run.snapshot.config.limits.maxAttempts;
  }

  private get callsMade(): number {
    return this.attempts - this.callsBefore;
  }

  /** Decides between ways to call a candidate, the same for all calls of a session. */
  get seed(): number {
    this.knownSeed ??= sessionSeed(this.run.request);
    return this.knownSeed;
  }

  abandon(): void {
    this.isAbandoned = true;
    for (const late of this.lateCalls) late.cancel();
    this.interrupt?.();
  }

  /** Notes why an option failed. True when another one, not tried yet, is there to go to. */
  judge(option: Option, failure: ProviderFailure, now: number): boolean {
    const policy = FAILURE_POLICY[failure.kind];
    option.failure = failure;
    option.isOut = !policy.retriesHere && !isStale(failure);
    option.readyAt = isStale(failure) ? now : now + backoffMs(this.callsMade, failure);
    if (policy.fallsBack === 'larger_window') this.dropSmallerWindows(option.candidate);
    if (!isStale(failure) && policy.otherWay !== null) this.addOtherWay(option);
    // A timer may fire a fraction early; what is left of the time is no time for another call.
    if (failure.outcome === 'deadline') this.giveUp();
    return !isStale(failure) && this.options.some((other) => !other.isOut && other.failure === null);
  }

  /** Another key or address of the same model comes before other models. */
  private addOtherWay(option: Option): void {
    const { candidate, upstreams } = option;
    if (!upstreams.some((upstream) => isPromising(this.options, option, upstream))) return;
    const other = { candidate, upstreams, upstream: null, isOtherWay: true, failure: null, readyAt: 0, isOut: false };
    this.options.splice(this.options.indexOf(option) + 1, 0, other);
  }

  private giveUp(): void {
    for (const option of this.options) option.isOut = true;
  }

  /** After "too long for this model" only a larger window makes sense. */
  private dropSmallerWindows({ deployment }: Candidate): void {
    const had = deployment.capabilities.contextTokens;
    for (const option of this.options) {
      const has = option.candidate.deployment.capabilities.contextTokens;
      if (had === null || has === null || has <= had) option.isOut = true;
    }
  }
}

/**
 * The option to call next, with the breaker's leave to call it: one that was never tried first, in the plan's order; else
 * the one that may be called soonest, after the pause it needs; else one whose key was refused. The last call goes to a
 * provider that was not tried yet, if there is one: it may be the only one that lives. Null = there is nothing left to try in time.
 */
export function nextOption(walk: Walk, services: CompletionServices): Option | null | Promise<Option | null> {
  if (services.clock.monotonic() >= walk.deadlineAt) return null;
  return staleOption(walk, services) ?? freshOption(walk, services) ?? soonestOption(walk, services);
}

function freshOption(walk: Walk, services: CompletionServices): Option | null {
  if (walk.isAtLastCall) {
    const failed = new Set(walk.options.filter(({ failure }) => failure !== null).map(providerOf));
    const untried =
      walk.options.find((option) => !failed.has(providerOf(option)) && isFree(walk, option, services)) ??
      walk.options.find((option) => !option.isOtherWay && isFree(walk, option, services));
    if (untried !== undefined) return untried;
  }
  return walk.options.find((option) => isFree(walk, option, services)) ?? null;
}

function providerOf({ candidate }: Option): string {
  return candidate.deployment.provider;
}

function isFree(walk: Walk, option: Option, services: CompletionServices): boolean {
  return !option.isOut && option.failure === null && tryEnter(walk, option, services.health);
}

/** A pooled connection died under the request: the same deployment once more, on a fresh connection, at once. */
function staleOption(walk: Walk, services: CompletionServices): Option | null {
  const last = walk.failures.at(-1);
  if (last === undefined || !isStale(last)) return null;
  const option = walk.options.find(({ failure }) => failure === last);
  if (option === undefined || !tryEnter(walk, option, services.health)) return null;
  return takeRetry(option, last, services) ? option : null;
}

async function soonestOption(walk: Walk, services: CompletionServices): Promise<Option | null> {
  while (!walk.isAbandoned) {
    const now = services.clock.monotonic();
    const soonest = pickSoonest(walk, services, now);
    if (soonest === null) return null;
    const { option, waitMs } = soonest;
    if (waitMs > Math.min(walk.patienceMs, walk.deadlineAt - now)) return refusedOption(walk, services);
    if (!(await pause(walk, waitMs))) return null;
    if (!tryEnter(walk, option, services.health)) continue;
    if (option.failure === null || takeRetry(option, option.failure, services)) return option;
  }
  return null;
}

/** Nobody else can serve in time: a key that was refused before is asked again, by one request at a time, without a wait. */
function refusedOption(walk: Walk, { health }: CompletionServices): Option | null {
  return (
    walk.options.find((option) => !option.isOut && option.failure === null && tryRefused(walk, option, health)) ?? null
  );
}

function pickSoonest(walk: Walk, { health }: CompletionServices, now: number) {
  let soonest: { option: Option; waitMs: number } | null = null;
  for (const option of walk.options) {
    if (option.isOut) continue;
    const waitMs = Math.max(0, option.readyAt - now, restMs(walk, option, health));
    if (soonest === null || waitMs < soonest.waitMs) soonest = { option, waitMs };
  }
  return soonest;
}

/** Takes a retry out of the budget of all requests; without one the option is out and its leave is given back. */
function takeRetry(option: Option, failure: ProviderFailure, services: CompletionServices): boolean {
  if (services.retryBudget.tryRetry(services.clock.monotonic())) {
    services.metrics.retry(isStale(failure) ? 'stale_socket' : failure.outcome);
    return true;
  }
  services.metrics.retryBudgetExhausted();
  if (option.upstream !== null) services.health.release(option.upstream);
  option.isOut = true;
  return false;
}

/** Waits; false when everybody left meanwhile. */
async function pause(walk: Walk, waitMs: number): Promise<boolean> {
  walk.patienceMs -= waitMs;
  if (waitMs > 0) {
    await new Promise<void>((resolve) => {
      // A timer may fire a fraction early, which would only mean another pause.
      const timer = setTimeout(resolve, Math.ceil(waitMs) + 1);
      walk.interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    walk.interrupt = null;
  }
  return !walk.isAbandoned;
}

function isStale(failure: ProviderFailure): boolean {
  return failure.code === 'stale_connection';
}

/** Full jitter, and never less than the provider asked for. */
function backoffMs(attempts: number, failure: ProviderFailure): number {
  const ceiling = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** attempts);
  return Math.max(failure.retryAfterMs ?? 0, Math.random() * ceiling);
}
