import type { RunHold } from '../budget/charge.ts';
import type { TakenLimit } from '../limits/run-limits.ts';
import type { Exchange } from './exchange.ts';
import type { Run } from './run.ts';
import type { CompletionServices } from './services.ts';

/** What a client may send as `x-request-id`: short, visible, harmless in logs and headers. */
const REQUEST_ID = /^[A-Za-z0-9._:-]{1,128}$/;
const NO_LIMITS: readonly TakenLimit[] = Object.freeze([]);
const NO_HOLDS: readonly RunHold[] = Object.freeze([]);
const NONE: readonly string[] = Object.freeze([]);

/** Opens the record of a request; from here on everything is filled in by the stages. */
export function openRun(exchange: Exchange, services: CompletionServices): Run {
  const id = services.createId();
  return {
    id,
    clientRequestId: clientRequestId(exchange) ?? id,
    exchange,
    snapshot: services.snapshot(),
    startedAtMs: services.clock.now(),
    startedAt: services.clock.monotonic(),
    caller: null,
    repeatKey: null,
    repeat: null,
    request: null,
    surfaceRequest: null,
    requested: null,
    mode: null,
    policy: null,
    rule: null,
    features: null,
    judgement: null,
    conversationKey: null,
    cacheKey: null,
    cache: 'MISS',
    hit: null,
    plan: null,
    cascade: null,
    route: null,
    holds: NO_HOLDS,
    limits: NO_LIMITS,
    budgets: null,
    budgetAction: null,
    attempts: [],
    cachings: [],
    lateCalls: [],
    droppedParameters: NONE,
    answer: null,
    flightAnswer: null,
    accounting: null,
    error: null,
    outcome: null,
    firstByteAt: null,
    waitedMs: 0,
    waitingSince: null,
    stageMs: {},
    isClientGone: false,
    isSettled: false,
  };
}

/** The client's own `x-request-id` when it is well-formed, else null. */
export function clientRequestId(exchange: Pick<Exchange, 'header'>): string | null {
  const sent = exchange.header('x-request-id');
  return sent !== null && REQUEST_ID.test(sent) ? sent : null;
}
