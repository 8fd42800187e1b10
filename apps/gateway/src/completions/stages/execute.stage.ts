import { type Candidate, GatewayError, type ProviderFailure } from '@llm-cost-optimizer/contracts';
import type { Flight, FlightHead } from '../flight/flight.ts';
import type { Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';
import { type AttemptEnd, startAttempt } from './execute/attempt.ts';
import { recordAttempt } from './execute/attempt-record.ts';
import { FAILURE_POLICY } from './execute/failure-policy.ts';
import { finalAnswer } from './execute/final-answer.ts';
import { failureToError } from './execute/failure-to-error.ts';

/** Longest wait for a rate limit to pass when no other candidate is left. */
const LONGEST_WAIT_MS = 20_000;
const BACKOFF_BASE_MS = 100;
const BACKOFF_CAP_MS = 2_000;

/** What has been tried so far and why it failed. */
interface Walk {
  attempts: number;
  readonly failures: { readonly failure: ProviderFailure; readonly candidate: Candidate }[];
  readonly deadlineAt: number;
  /** Ends the call or the pause that is under way, when nobody waits any more. */
  interrupt: (() => void) | null;
  isAbandoned: boolean;
}

/**
 * Walks the plan until one candidate answers: at most `max_attempts` calls over all providers, one deadline for all.
 * A failure goes to the next candidate at once; only the last one is repeated. After the first byte has reached a
 * client nothing is repeated. Ends the flight with an answer or an error; never throws for a provider's failure.
 */
export async function execute(run: Run, flight: Flight, services: CompletionServices): Promise<void> {
  const { limits } = run.snapshot.config;
  const walk: Walk = {
    attempts: 0,
    failures: [],
    deadlineAt: run.startedAt + limits.deadlineMs,
    interrupt: null,
    isAbandoned: false,
  };
  flight.onAbandoned(() => {
    walk.isAbandoned = true;
    walk.interrupt?.();
  });
  services.retryBudget.onRequest(services.clock.monotonic());
  const candidates = [...(run.plan?.candidates ?? [])];
  for (let index = 0; index < candidates.length; index++) {
    const candidate = candidates[index];
    if (candidate === undefined || !isWorthTrying(walk, candidate)) continue;
    const isLast = index === candidates.length - 1;
    const isOver = await tryCandidate({ run, flight, services, walk, candidate, isLast });
    if (isOver) return;
    if (walk.attempts >= limits.maxAttempts) break;
  }
  flight.fail(failureToError(walk.failures.map(({ failure }) => failure), run));
}

interface Try {
  readonly run: Run;
  readonly flight: Flight;
  readonly services: CompletionServices;
  readonly walk: Walk;
  readonly candidate: Candidate;
  readonly isLast: boolean;
}

/** Calls one candidate, and repeats it when it is the last. True when the flight is over. */
async function tryCandidate(context: Try): Promise<boolean> {
  const { run, flight, services, walk, candidate, isLast } = context;
  const { maxAttempts } = run.snapshot.config.limits;
  while (walk.attempts < maxAttempts && !walk.isAbandoned) {
    if (!services.health.tryEnter(candidate.deployment.id)) {
      const wait = services.health.waitMs(candidate.deployment.id);
      if (!isLast || wait > LONGEST_WAIT_MS || !(await waitFor(walk, wait, services))) return false;
      continue;
    }
    const end = await callOnce(context);
    if (flightIsOver(context, end)) return true;
    const { failure } = end;
    if (failure === null) return true;
    const policy = FAILURE_POLICY[failure.kind];
    const isStale = failure.code === 'stale_connection';
    if (!isStale && (!isLast || !policy.retriesHere)) {
      if (policy.fallsBack === false) {
        flight.fail(failureToError([failure], run));
        return true;
      }
      if (!isLast) services.metrics.failover(candidate.deployment.provider, failure.outcome);
      return false;
    }
    if (!services.retryBudget.tryRetry(services.clock.monotonic())) {
      services.metrics.retryBudgetExhausted();
      return false;
    }
    services.metrics.retry(failure.outcome);
    if (!isStale && !(await waitFor(walk, backoffMs(walk.attempts, failure), services))) return false;
  }
  return walk.isAbandoned;
}

async function callOnce({ run, flight, services, walk, candidate }: Try): Promise<AttemptEnd> {
  const { deployment } = candidate;
  const provider = run.snapshot.providers.get(deployment.provider);
  if (provider === undefined || run.request === null) throw new Error('A candidate without a provider.');
  const call = provider.adapter.encode({ deployment, request: run.request, apiKey: provider.config.apiKey });
  walk.attempts += 1;
  run.droppedParameters = call.droppedParameters;
  const head = flightHead(run, candidate, walk.attempts);
  const startedAtMs = services.clock.now();
  const attempt = startAttempt(services.transport, {
    deployment,
    provider,
    call,
    isStreaming: run.request.isStreaming,
    limits: run.snapshot.config.limits,
    now: () => services.clock.monotonic(),
    deadlineMs: Math.max(1, walk.deadlineAt - services.clock.monotonic()),
    onContent: (bytes) => (flight.isStreaming ? flight.push(bytes) : flight.open(head, bytes)),
    onFlow: (flow) => flight.controlFlow(flow),
  });
  walk.interrupt = attempt.cancel;
  const end = await attempt.end;
  walk.interrupt = null;
  run.providerMs += end.latencyMs;
  services.health.report(deployment.id, end.failure);
  run.attempts.push(recordAttempt({ run, candidate, end, number: walk.attempts, startedAtMs, id: services.createId() }));
  services.metrics.attempt(deployment.provider, deployment.model, end.outcome);
  if (end.failure !== null) walk.failures.push({ failure: end.failure, candidate });
  return end;
}

/** Ends the flight when this attempt was the last word: an answer, a broken stream, or nobody left to wait. */
function flightIsOver({ run, flight, services, walk, candidate }: Try, end: AttemptEnd): boolean {
  const head = flightHead(run, candidate, walk.attempts);
  if (end.failure === null) {
    run.flightAnswer = finalAnswer(run, candidate, end, flight.keptPieces());
    flight.answer(head, run.flightAnswer);
    return true;
  }
  if (walk.isAbandoned) {
    flight.fail(new GatewayError('request_timeout', 'The client left before the answer was complete.'));
    return true;
  }
  if (end.hasForwarded) {
    services.metrics.streamAbort('provider', 'after');
    flight.fail(failureToError([end.failure], run, 'after_first_token'));
    return true;
  }
  return false;
}

function flightHead(run: Run, candidate: Candidate, attemptCount: number): FlightHead {
  if (run.plan === null) throw new Error('A flight without a plan.');
  return {
    provider: candidate.deployment.provider,
    model: candidate.deployment.model,
    plan: run.plan,
    attemptCount,
    droppedParameters: run.droppedParameters,
  };
}

/** After "too long for this model" only a larger window makes sense. */
function isWorthTrying(walk: Walk, candidate: Candidate): boolean {
  if (walk.isAbandoned) return false;
  for (const { failure, candidate: failed } of walk.failures) {
    if (FAILURE_POLICY[failure.kind].fallsBack !== 'larger_window') continue;
    const had = failed.deployment.capabilities.contextTokens;
    const has = candidate.deployment.capabilities.contextTokens;
    if (had === null || has === null || has <= had) return false;
  }
  return true;
}

/** Full jitter, and never less than the provider asked for (as far as the deadline allows). */
function backoffMs(attempts: number, failure: ProviderFailure): number {
  const ceiling = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** attempts);
  return Math.max(failure.retryAfterMs ?? 0, Math.random() * ceiling);
}

/** Waits; false when the wait does not fit the deadline or everybody left meanwhile. */
async function waitFor(walk: Walk, waitMs: number, services: CompletionServices): Promise<boolean> {
  const remaining = walk.deadlineAt - services.clock.monotonic();
  if (waitMs > Math.min(LONGEST_WAIT_MS, remaining)) return false;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, waitMs);
    walk.interrupt = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  walk.interrupt = null;
  return !walk.isAbandoned;
}
