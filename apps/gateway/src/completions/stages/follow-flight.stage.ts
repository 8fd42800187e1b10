import type { GatewayError } from '@llm-cost-optimizer/contracts';
import { accountFor } from '../accounting.ts';
import type { Flight, FlightHead, FlightReader } from '../flight/flight.ts';
import type { FinalAnswer, Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';
import { decorateAnswer, usageChunk } from './respond/decorate.ts';
import { answerHeaders } from './respond/headers.ts';

const DONE = 'data: [DONE]\n\n';

/** How reading a flight ended for one client. */
export type ReadingEnd =
  | { readonly kind: 'answered' }
  /** Nothing reached this client, so the request may be tried again. */
  | { readonly kind: 'failed'; readonly error: GatewayError }
  | { readonly kind: 'left' };

/**
 * Takes a seat on a flight and passes what comes to the client, at the client's own pace. The leader of the flight and
 * everybody who shares it read it in this one way. Resolves when the client has its answer, the flight failed, or the
 * client left; `run` then holds answer, accounting and outcome.
 */
export function followFlight(run: Run, flight: Flight, services: CompletionServices): Promise<ReadingEnd> {
  const { promise, resolve } = Promise.withResolvers<ReadingEnd>();
  const isLeader = run.cache !== 'DEDUP';
  const reader: FlightReader = {
    onOpen: (head, bytes) => openStream(run, head, bytes, services),
    onBytes: (bytes) => run.exchange.write(bytes),
    onAnswer: (head, answer) => {
      deliver({ run, head, answer, services, isLeader });
      resolve({ kind: 'answered' });
    },
    onFailure: (error) => resolve({ kind: 'failed', error }),
  };
  const seat = flight.join(reader);
  run.exchange.onDrain(() => flight.resume(seat));
  run.exchange.onClientGone(() => {
    run.isClientGone = true;
    flight.leave(seat);
    resolve({ kind: 'left' });
  });
  return promise;
}

function openStream(run: Run, head: FlightHead, bytes: Uint8Array, services: CompletionServices): boolean {
  adoptHead(run, head);
  run.firstByteAt = services.clock.monotonic();
  return run.exchange.openStream(answerHeaders(run, servedBy(run, head, services)), bytes);
}

function deliver(options: {
  run: Run;
  head: FlightHead;
  answer: FinalAnswer;
  services: CompletionServices;
  isLeader: boolean;
}): void {
  const { run, head, answer, services } = options;
  adoptHead(run, head);
  run.answer = answer;
  run.outcome = options.isLeader ? 'ok' : 'dedup';
  run.accounting = accountFor(run, run.outcome);
  if (run.request?.isStreaming === true) {
    closeStream(run, answer);
    return;
  }
  run.firstByteAt = services.clock.monotonic();
  if (answer.body === null) throw new Error('A plain answer without a body.');
  run.exchange.sendJson(200, answerHeaders(run, servedBy(run, head, services)), decorateAnswer(run, answer.body));
}

function closeStream(run: Run, answer: FinalAnswer): void {
  const wantsUsage = run.request?.wantsUsageChunk === true || run.request?.options.wantsUsage === true;
  const chunk = { id: answer.chunkId ?? `chatcmpl-${run.id}`, created: answer.created ?? Math.floor(run.startedAtMs / 1_000) };
  run.exchange.end(wantsUsage ? usageChunk(run, answer, chunk) + DONE : DONE);
}

/** The route of a shared answer is the leader's. */
function adoptHead(run: Run, head: FlightHead): void {
  if (run.plan === null) run.route = { complexity: head.plan.complexity, reason: head.plan.reason };
  run.droppedParameters = head.droppedParameters;
}

function servedBy(run: Run, head: FlightHead, services: CompletionServices) {
  const elapsedMs = services.clock.monotonic() - run.startedAt;
  return { provider: head.provider, model: head.model, attemptCount: head.attemptCount, overheadMs: Math.max(0, elapsedMs - run.providerMs) };
}
