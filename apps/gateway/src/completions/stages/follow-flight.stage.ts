import { GatewayError } from '@llm-cost-optimizer/contracts';
import { accountFor } from '../accounting.ts';
import type { Flight, FlightHead, FlightReader } from '../flight/flight.ts';
import { PulsedStream } from '../flight/stream-pulse.ts';
import type { FinalAnswer, Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';
import { overheadMs } from '../waiting.ts';
import { type AroundId, decorateAnswer, decorateEvents, streamEnd } from './respond/decorate.ts';
import { answerHeaders, JSON_TYPE, pushBudget, pushCompatible, type Served, streamType } from './respond/headers.ts';
import { bytesWithNullUsage, saysNullUsage } from './respond/null-usage.ts';

/** How reading a flight ended for one client. */
export type ReadingEnd =
  | { readonly kind: 'answered' }
  /** The request may be tried again as long as nothing has reached this client. */
  | { readonly kind: 'failed'; readonly error: GatewayError }
  | { readonly kind: 'left' };

/**
 * Takes a seat on a flight and passes what comes to the client, at the client's own pace. The leader of the flight and
 * everybody who shares it read it in this one way. Resolves when the client has its answer, the flight failed, or the
 * client left; `run` then holds answer, accounting and outcome.
 */
export function followFlight(run: Run, flight: Flight, services: CompletionServices): Promise<ReadingEnd> {
  const { promise, resolve } = Promise.withResolvers<ReadingEnd>();
  const { exchange } = run;
  const patience = new Patience(run);
  let stream: PulsedStream | null = null;
  let shaped = saysNullUsage(run) ? bytesWithNullUsage : asSent;
  const end = () => {
    patience.end();
    if (stream !== null) services.pulse.remove(stream);
  };
  const reader: FlightReader = {
    onOpen: (head, given) => {
      const bytes = shaped(given);
      // Who says it in the first chunks says it in all of them.
      if (bytes === given) shaped = asSent;
      stream = new PulsedStream(exchange, bytes);
      services.pulse.add(stream);
      return patience.watch(openStream(run, head, bytes, services));
    },
    onBytes: (given) => {
      const bytes = shaped(given);
      stream?.sent(bytes);
      return patience.watch(exchange.write(bytes));
    },
    onAnswer: (head, answer) => {
      end();
      resolve(tryToDeliver(run, head, answer, services));
    },
    onFailure: (error) => {
      end();
      resolve({ kind: 'failed', error });
    },
  };
  const seat = flight.join(reader);
  if (run.request?.isStreaming === true) {
    exchange.onDrain(() => {
      patience.end();
      flight.resume(seat);
    });
  }
  exchange.onClientGone(() => {
    end();
    run.isClientGone = true;
    flight.leave(seat);
    resolve({ kind: 'left' });
  });
  return promise;
}

/** A client that takes nothing for as long as a provider may be silent has left without saying so. */
class Patience {
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly run: Run) {}

  watch(canTakeMore: boolean): boolean {
    if (!canTakeMore && this.timer === null) {
      this.timer = setTimeout(() => this.run.exchange.destroy(), this.run.snapshot.config.limits.idleTimeoutMs);
    }
    return canTakeMore;
  }

  end(): void {
    if (this.timer === null) return;
    clearTimeout(this.timer);
    this.timer = null;
  }
}

function openStream(run: Run, head: FlightHead, bytes: Uint8Array, services: CompletionServices): boolean {
  adoptHead(run, head);
  run.firstByteAt = services.clock.monotonic();
  const headers = answerHeaders(run, servedBy(run, head, services));
  pushBudget(headers, run, services);
  pushCompatible(headers, run);
  headers.push(...streamType(run.exchange.surface));
  return run.exchange.openStream(headers, bytes);
}

/** A defect in one client's answer must not keep the others from theirs. */
function tryToDeliver(run: Run, head: FlightHead, answer: FinalAnswer, services: CompletionServices): ReadingEnd {
  try {
    deliver(run, head, answer, services);
    return { kind: 'answered' };
  } catch (cause) {
    return { kind: 'failed', error: new GatewayError('internal_error', 'The gateway failed.', { cause }) };
  }
}

function deliver(run: Run, head: FlightHead, answer: FinalAnswer, services: CompletionServices): void {
  const { exchange } = run;
  adoptHead(run, head);
  run.answer = answer;
  run.outcome = run.cache === 'DEDUP' ? 'dedup' : 'ok';
  run.accounting = accountFor(run, run.outcome);
  if (run.request?.isStreaming === true) {
    // A short answer may have come in one piece: then all of it is the end.
    if (!exchange.isOpen) openStream(run, head, NOTHING, services);
    const { before, after } = endOf(run, answer);
    exchange.end(after === null ? before : before + run.id + after);
    return;
  }
  if (answer.body === null) throw new Error('A plain answer without a body.');
  run.firstByteAt = services.clock.monotonic();
  const headers = answerHeaders(run, servedBy(run, head, services));
  pushBudget(headers, run, services);
  pushCompatible(headers, run);
  headers.push(...JSON_TYPE);
  const { before, after } = decorateAnswer(run, answer.body);
  exchange.send(200, headers, after === null ? before : before + run.id + after);
}

const NOTHING = new Uint8Array(0);

function asSent(bytes: Uint8Array): Uint8Array {
  return bytes;
}

/** What closes this client's stream: usage, cost and the end mark. */
function endOf(run: Run, answer: FinalAnswer): AroundId {
  if (run.surfaceRequest !== null) return decorateEvents(run, answer.tail ?? NOTHING);
  const created = answer.created ?? Math.floor(run.startedAtMs / 1_000);
  return streamEnd(run, answer, { id: answer.chunkId ?? `chatcmpl-${run.id}`, created });
}

/** The route of a shared answer is the leader's. */
function adoptHead(run: Run, head: FlightHead): void {
  if (run.plan === null) run.route = { complexity: head.plan.complexity, reason: head.plan.reason };
  run.droppedParameters = head.droppedParameters;
}

function servedBy(run: Run, head: FlightHead, services: CompletionServices): Served {
  const { provider, model, isSimulated, attemptCount } = head;
  return { provider, model, isSimulated, attemptCount, overheadMs: overheadMs(run, services.clock.monotonic()) };
}
