import { type Candidate, GatewayError } from '@llm-cost-optimizer/contracts';
import type { Upstream } from '../../snapshot/upstream.ts';
import type { Flight, FlightHead } from '../flight/flight.ts';
import type { Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';
import { traceHeaders } from '../trace-context.ts';
import { beginWait, endWait } from '../waiting.ts';
import { type AttemptEnd, startAttempt } from './execute/attempt.ts';
import { recordAttempt } from './execute/attempt-record.ts';
import { intentOf } from './execute/call-intent.ts';
import { encodeFor } from './execute/encode.ts';
import { FAILURE_POLICY } from './execute/failure-policy.ts';
import { failureToError, idlenessToError } from './execute/failure-to-error.ts';
import { finalAnswer } from './execute/final-answer.ts';
import { followLate } from './execute/follow-late.ts';
import { idlenessOf, type Option } from './execute/option.ts';
import { nextOption, Walk } from './execute/walk.ts';

/**
 * Walks the plan until one candidate answers: at most `max_attempts` calls over all providers, one deadline for all.
 * A failure goes to the next candidate at once; when none is left, the one that may be tried soonest is repeated.
 * After the first byte has reached a client nothing is repeated. Ends the flight with an answer or an error; never
 * throws for a provider's failure.
 */
export async function execute(run: Run, flight: Flight, services: CompletionServices): Promise<void> {
  const walk = new Walk(run);
  const step: Step = { run, flight, services, walk };
  flight.onAbandoned(() => walk.abandon());
  services.retryBudget.onRequest(services.clock.monotonic());
  beginWait(run, services.clock.monotonic());
  while (walk.hasCallsLeft && !walk.isAbandoned) {
    const pending = nextOption(walk, services);
    const option = pending instanceof Promise ? await pending : pending;
    if (option === null) break;
    if (isOver(step, option, await callOnce(step, option))) return;
  }
  endWait(run, services.clock.monotonic());
  flight.fail(walk.isAbandoned ? nobodyLeft() : nothingLeft(step));
}

/** Code of an answer with a line that does not end. */
const ENDLESS = 'endless_event';

/** What a call is made for and with. */
export interface Step {
  readonly run: Run;
  readonly flight: Flight;
  readonly services: CompletionServices;
  readonly walk: Walk;
}

/** One call to one candidate, from encoding to the attempt row. */
export async function callOnce({ run, flight, services, walk }: Step, option: Option): Promise<AttemptEnd> {
  const { candidate } = option;
  const { deployment } = candidate;
  const upstream = wayOf(option);
  const { clock } = services;
  const startedAtMs = clock.now();
  const id = services.createId();
  if (run.exchange.surface.isBooked)
    services.intents.begin(intentOf(run, candidate, { id, number: walk.attempts + 1, startedAtMs }));
  const attempt = encodeAndStart({ run, flight, services, walk }, candidate, upstream);
  walk.interrupt = attempt.cancel;
  const end = await attempt.end;
  walk.interrupt = null;
  services.health.report(upstream, end.failure);
  services.metrics.attempt(deployment.provider, deployment.model, end.outcome);
  const number = walk.attempts;
  const called = { run, candidate, upstream, number, startedAtMs, id };
  const record = recordAttempt({ ...called, end });
  run.attempts.push(record);
  if (end.late !== null) followLate(end, end.late, { ...called, walk, services });
  services.alerts.onAttempt(upstream, end.failure, record);
  if (record.oddUsage !== undefined) services.metrics.usageImplausible(deployment.provider);
  if (end.failure !== null) {
    walk.failures.push(end.failure);
    if (end.failure.code === ENDLESS) services.metrics.rejectedInput('line');
    // Only what had begun as a stream can break off; a call that we stopped did not break.
    const isBreak = end.decoder !== null && end.failure.kind !== 'cancelled';
    if (isBreak) services.metrics.streamAbort('provider', end.hasForwarded ? 'after' : 'before');
  }
  return end;
}

function encodeAndStart({ run, flight, services, walk }: Step, candidate: Candidate, upstream: Upstream) {
  const { deployment } = candidate;
  const { request } = run;
  const { provider } = upstream;
  if (request === null) throw new Error('A call before parse.');
  const { monotonic } = services.clock;
  try {
    const { call, reader } = encodeFor(run, request, { provider, deployment }, services.promptCaching);
    walk.attempts += 1;
    run.droppedParameters = call.droppedParameters;
    const traced = traceHeaders(run.exchange);
    return startAttempt(services.transport, {
      provider,
      call: traced.length === 0 ? call : { ...call, headers: [...call.headers, ...traced] },
      reader,
      isStreaming: request.isStreaming,
      limits: run.snapshot.config.limits,
      now: monotonic,
      deadlineMs: Math.max(1, walk.deadlineAt - monotonic()),
      // Nobody bills the work of a server of one's own, and its time is better spent on the next call.
      lateMs: provider.config.isLocal ? 0 : run.snapshot.config.limits.lateUsageMs,
      onContent: (bytes) =>
        flight.isStreaming ? flight.push(bytes) : flight.open(flightHead(run, candidate, walk.attempts), bytes),
      onFlow: (flow) => flight.controlFlow(flow),
      onDefect: (error) => services.onDefect(error, run.id),
    });
  } catch (error) {
    // The breaker let this call through, perhaps as its one probe: it must hear that nothing came of it.
    services.health.release(upstream);
    throw error;
  }
}

/** The way an option is called: chosen when leave was given. */
function wayOf({ upstream }: Option): Upstream {
  if (upstream === null) throw new Error('An option is called before leave was given.');
  return upstream;
}

/** Whether this attempt was the last word: an answer, a broken stream, nobody left to wait, or the client's own fault. */
function isOver({ run, flight, services, walk }: Step, option: Option, end: AttemptEnd): boolean {
  const { failure } = end;
  const { candidate } = option;
  if (failure !== null && walk.isAbandoned) return false;
  if (failure !== null && !end.hasForwarded && FAILURE_POLICY[failure.kind].fallsBack !== false) {
    const isMovingOn = walk.judge(option, failure, services.clock.monotonic());
    if (isMovingOn) services.metrics.failover(candidate.deployment.provider, failure.outcome);
    return false;
  }
  endWait(run, services.clock.monotonic());
  if (failure === null) {
    const record = run.attempts.at(-1);
    if (record === undefined) throw new Error('An answer without an attempt.');
    run.flightAnswer = finalAnswer(candidate, end, record);
    flight.answer(flightHead(run, candidate, walk.attempts), run.flightAnswer);
    return true;
  }
  flight.fail(failureToError([failure], run, end.hasForwarded ? 'after_first_token' : 'before_first_token'));
  return true;
}

/** What the first byte of an answer tells those who wait for it. */
export function flightHead(run: Run, { deployment }: Candidate, attemptCount: number): FlightHead {
  if (run.plan === null) throw new Error('A flight without a plan.');
  return {
    provider: deployment.provider,
    model: deployment.model,
    isSimulated: deployment.isSimulated,
    plan: run.plan,
    attemptCount,
    droppedParameters: run.droppedParameters,
  };
}

/** Everything failed, or nothing could even be tried. */
function nothingLeft({ run, services, walk }: Step): GatewayError {
  if (walk.failures.length > 0) return failureToError(walk.failures, run);
  if (services.clock.monotonic() >= walk.deadlineAt) {
    return new GatewayError('upstream_timeout', 'The time for this request was over before a model was free.');
  }
  return idlenessToError(idlenessOf(walk, services.health), run);
}

/** Nobody reads this; it only ends the flight. */
function nobodyLeft(): GatewayError {
  return new GatewayError('request_timeout', 'The client left before the answer was complete.');
}
