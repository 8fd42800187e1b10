import { GatewayError } from '@llm-cost-optimizer/contracts';
import { extractFeatures } from '@llm-cost-optimizer/routing';
import type { Exchange } from './exchange.ts';
import type { IdempotencyClaim } from './idempotency/idempotency-board.ts';
import { openRun } from './open-run.ts';
import type { Run } from './run.ts';
import type { CompletionServices } from './services.ts';
import { admitRequest, admitTokens, mayCall } from './stages/admit.stage.ts';
import { answerRepeat } from './stages/answer-repeat.stage.ts';
import { applyRules } from './stages/apply-rules.stage.ts';
import { applyThrift } from './stages/apply-thrift.stage.ts';
import { authenticate } from './stages/authenticate.stage.ts';
import { planCascade } from './stages/cascade/plan-cascade.ts';
import { answerCheaply } from './stages/cascade.stage.ts';
import { claimKey, isIdempotent } from './stages/claim-key.stage.ts';
import { execute } from './stages/execute.stage.ts';
import { followFlight } from './stages/follow-flight.stage.ts';
import { lookupCache } from './stages/lookup-cache.stage.ts';
import { parse } from './stages/parse.stage.ts';
import { plan } from './stages/plan.stage.ts';
import { refuse } from './stages/refuse.stage.ts';
import { reserve } from './stages/reserve.stage.ts';
import { respondCount } from './stages/respond-count.stage.ts';
import { respondIdle } from './stages/respond-idle.stage.ts';
import { respondStored } from './stages/respond-stored.stage.ts';
import { settle } from './stages/settle.stage.ts';
import { storeAnswer } from './stages/store-answer.stage.ts';
import { beginWait, endWait } from './waiting.ts';

/** A follower whose flight failed before it got anything tries once more on its own. */
const MAX_FLIGHTS = 2;

/**
 * The story of one request, top to bottom: who is it, did exactly this (or its idempotency key) come before, what is asked, do we know the
 * answer, does somebody ask the same right now, who shall answer, may it cost that, call, answer, account. Every
 * request that passed authentication ends in exactly one `settle`, whatever became of it. Never throws.
 */
export async function complete(exchange: Exchange, services: CompletionServices): Promise<void> {
  const run = openRun(exchange, services);
  let claim: IdempotencyClaim | null = null;
  try {
    run.caller = authenticate(exchange, services.keys, services);
    mayCall(run.caller);
    refuseUnrecorded(services);
    const isAdmitted = admitRequest(run, services);
    if (isAdmitted !== undefined) await isAdmitted;
    if (isIdempotent(exchange)) {
      understand(run, services);
      await admitTokens(run, services);
      claim = await claimKey(run, services);
      if (claim === null) return;
    } else {
      if (answerRepeat(run, services)) return;
      understand(run, services);
      const hasRoom = admitTokens(run, services);
      if (hasRoom !== undefined) await hasRoom;
    }
    const found = lookupCache(run, services);
    const stored = found instanceof Promise ? await found : found;
    if (stored === null) await fly(run, services);
    else respondStored(run, stored, services);
  } catch (error) {
    if (!respondCount(run, error) && !respondIdle(run, error)) refuse(run, error, services);
  } finally {
    claim?.settle(run);
    if (run.lateCalls.length > 0) await Promise.all(run.lateCalls);
    settle(run, services);
  }
}

/** Tells why a request is refused whose body was not even read; it has a row all the same if its key is good. Never throws. */
export function refuseUnread(exchange: Exchange, error: GatewayError, services: CompletionServices): void {
  const run = openRun(exchange, services);
  try {
    run.caller = authenticate(exchange, services.keys, services);
  } catch {
    // A stranger: hears the same, and is counted without a row.
    run.caller = null;
  }
  refuse(run, error, services);
  settle(run, services);
}

/** Body, options, rules, requested model and mode; what the later stages decide upon. */
export function understand(run: Run, services: CompletionServices): void {
  const { snapshot } = run;
  const { request, surfaceRequest } = parse(run.exchange);
  run.request = request;
  run.surfaceRequest = surfaceRequest;
  run.requested = snapshot.requestedModel(request.body.model);
  applyRules(run);
  applyThrift(run, services);
  run.stageMs.parse = elapsed(run, services);
}

/** Shares the call of an identical request, or makes one. */
async function fly(run: Run, services: CompletionServices): Promise<void> {
  const key = flightKey(run);
  for (let flights = 1; ; flights++) {
    const shared = key === null ? null : services.flights.find(key);
    if (shared === null) return lead(run, key, services);
    run.cache = 'DEDUP';
    beginWait(run, services.clock.monotonic());
    const end = await followFlight(run, shared, services);
    endWait(run, services.clock.monotonic());
    if (end.kind !== 'failed') return;
    const isWorthAnother = end.error.httpStatus >= 500 || end.error.httpStatus === 429;
    if (flights >= MAX_FLIGHTS || run.exchange.isOpen || !isWorthAnother) throw end.error;
    run.cache = 'MISS';
  }
}

/** Makes the call for everyone who asks the same meanwhile: a cheaper model's first where its answer can be checked. The flight goes on while anybody waits for it. */
async function lead(run: Run, key: string | null, services: CompletionServices): Promise<void> {
  decide(run, services);
  const held = reserve(run, services);
  if (held !== undefined) await held;
  const flight = services.flights.start(key);
  const reading = followFlight(run, flight, services);
  try {
    // Without a cascade, the usual case, the call leaves at once.
    const isAnswered = run.cascade !== null && (await answerCheaply(run, flight, services));
    if (!isAnswered) await execute(run, flight, services);
    storeAnswer(run, flight, services);
  } catch (error) {
    flight.fail(new GatewayError('internal_error', 'The gateway failed.', { cause: error }));
    throw error;
  } finally {
    services.flights.land(key, flight);
  }
  const end = await reading;
  if (end.kind === 'failed') throw end.error;
}

/** What the request is like, how hard it is, who shall answer it, and whether a cheaper model may try first. */
export function decide(run: Run, services: CompletionServices): void {
  if (run.request === null) throw new Error('A decision before the body was parsed.');
  run.features ??= extractFeatures(run.request.body, run.exchange.body.byteLength);
  plan(run, services);
  run.cascade = planCascade(run, services);
  run.stageMs.plan = elapsed(run, services);
}

/** Only cacheable requests are shared; a stream and a plain request for the same prompt fly apart. */
function flightKey(run: Run): string | null {
  const isShared = run.snapshot.config.cache.shareInFlight && run.cacheKey !== null && run.cache !== 'BYPASS';
  if (!isShared) return null;
  const { request, surfaceRequest } = run;
  // In chat each client's usage is written for itself; elsewhere it is part of the stream that all of them get.
  const hasUsage =
    surfaceRequest !== null && (request?.wantsUsageChunk === true || request?.options.wantsUsage === true);
  const form = request?.isStreaming !== true ? 'p' : hasUsage ? 'u' : 's';
  // A call lives as long as its own request may: others would have to wait longer, or would be given up too soon.
  return `${form}:${request?.options.deadlineMs ?? ''}:${run.cacheKey}`;
}

/** Nothing is served that cannot be recorded. */
function refuseUnrecorded(services: CompletionServices): void {
  if (!services.ledger.isFull) return;
  throw new GatewayError(
    'ledger_unavailable',
    'The gateway cannot record requests: its spool is full or unwritable. Check the disk and the database.',
    { retryAfterMs: 5_000 },
  );
}

/** Milliseconds since the request came, in steps of a microsecond: the trace is stored with every request. */
function elapsed(run: Run, services: CompletionServices): number {
  return Math.round((services.clock.monotonic() - run.startedAt) * 1_000) / 1_000;
}
