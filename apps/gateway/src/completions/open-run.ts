import type { Exchange } from './exchange.ts';
import type { Run } from './run.ts';
import type { CompletionServices } from './services.ts';

/** What a client may send as `x-request-id`: short, visible, harmless in logs and headers. */
const REQUEST_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** Opens the record of a request; from here on everything is filled in by the stages. */
export function openRun(exchange: Exchange, services: CompletionServices): Run {
  const id = services.createId();
  const sent = exchange.header('x-request-id');
  return {
    id,
    clientRequestId: sent !== null && REQUEST_ID.test(sent) ? sent : id,
    exchange,
    snapshot: services.snapshot(),
    startedAtMs: services.clock.now(),
    startedAt: services.clock.monotonic(),
    caller: null,
    request: null,
    requested: null,
    mode: null,
    features: null,
    cacheKey: null,
    cache: 'MISS',
    plan: null,
    route: null,
    reservedPicoUsd: 0n,
    hasReservation: false,
    attempts: [],
    droppedParameters: NONE,
    answer: null,
    flightAnswer: null,
    accounting: null,
    error: null,
    outcome: null,
    firstByteAt: null,
    providerMs: 0,
    sharedWaitMs: 0,
    stageMs: {},
    isClientGone: false,
    isSettled: false,
  };
}

const NONE: readonly string[] = Object.freeze([]);
