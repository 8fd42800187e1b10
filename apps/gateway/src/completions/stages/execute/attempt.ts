import type {
  AttemptOutcome,
  Deployment,
  EncodedCall,
  LimitsConfig,
  ProviderAnswer,
  ProviderFailure,
  StreamDecoder,
} from '@llm-cost-optimizer/contracts';
import { NO_USAGE } from '@llm-cost-optimizer/contracts';
import type { Transport } from '@llm-cost-optimizer/providers';
import type { SnapshotProvider } from '../../../snapshot/snapshot.ts';
import { PlainReading, StreamReading } from './reading.ts';

/** Everything one call to a provider needs. */
export interface AttemptPlan {
  readonly deployment: Deployment;
  readonly provider: SnapshotProvider;
  readonly call: EncodedCall;
  readonly isStreaming: boolean;
  readonly limits: LimitsConfig;
  readonly now: () => number;
  /** Milliseconds left of the request's deadline. */
  readonly deadlineMs: number;
  /** First bytes after the gate, then further bytes. Only called for streams. */
  readonly onContent: (bytes: Uint8Array) => void;
  /** Gives the means to slow the provider while the clients are full. */
  readonly onFlow: (flow: { pause(): void; resume(): void }) => void;
}

/** How one call ended. */
export interface AttemptEnd {
  readonly failure: ProviderFailure | null;
  readonly outcome: AttemptOutcome;
  readonly httpStatus: number | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Null unless a plain answer was read. */
  readonly answer: ProviderAnswer | null;
  /** Null unless a stream was read; also set when it broke, with what had come by then. */
  readonly decoder: StreamDecoder | null;
  /** True once bytes were handed to `onContent`: the client may have seen them. */
  readonly hasForwarded: boolean;
  readonly ttftMs: number | null;
  readonly latencyMs: number;
}

/** A call that is under way. */
export interface RunningAttempt {
  readonly end: Promise<AttemptEnd>;
  /** Stops the provider's work; the attempt ends as `cancelled`. Safe to call at any time. */
  cancel(): void;
}

/** Sends one call and reads its answer, plain or streamed. The promise never rejects. */
export function startAttempt(transport: Transport, plan: AttemptPlan): RunningAttempt {
  const startedAt = plan.now();
  const { promise, resolve } = Promise.withResolvers<AttemptEnd>();
  const reading = plan.isStreaming ? new StreamReading(plan) : new PlainReading(plan);
  let isOver = false;
  const timers: NodeJS.Timeout[] = [];

  const finish = (failure: ProviderFailure | null) => {
    if (isOver) return;
    isOver = true;
    for (const timer of timers) clearTimeout(timer);
    resolve({
      failure,
      outcome: failure?.outcome ?? 'ok',
      httpStatus: reading.status,
      headers: reading.headers,
      answer: reading.answer,
      decoder: reading.decoder,
      hasForwarded: reading.hasForwarded,
      ttftMs: reading.firstContentAt === null ? null : reading.firstContentAt - startedAt,
      latencyMs: plan.now() - startedAt,
    });
  };
  const stop = (failure: ProviderFailure) => {
    if (isOver) return;
    handle.abort();
    finish(failure);
  };

  const handle = transport.dispatch(
    {
      baseUrl: plan.provider.config.baseUrl,
      path: plan.call.path,
      headers: plan.call.headers,
      body: plan.call.body,
      connectTimeoutMs: plan.limits.connectTimeoutMs,
      headersTimeoutMs: Math.min(plan.limits.headersTimeoutMs, plan.deadlineMs),
      idleTimeoutMs: plan.limits.idleTimeoutMs,
    },
    {
      onHead: (status, headers) => reading.onHead(status, headers),
      onData: (chunk) => {
        if (isOver) return;
        const failure = reading.onData(chunk);
        if (failure !== null) stop(failure);
      },
      onEnd: () => finish(reading.onEnd()),
      onError: (failure) => finish(reading.onTransportError(failure)),
    },
  );
  plan.onFlow(handle);
  timers.push(setTimeout(() => stop(timeout('deadline', 'The deadline of the request has passed.')), plan.deadlineMs));
  if (plan.isStreaming) timers.push(firstTokenTimer(plan, reading, stop));
  return { end: promise, cancel: () => stop(CANCELLED) };
}

function firstTokenTimer(plan: AttemptPlan, reading: PlainReading | StreamReading, stop: (failure: ProviderFailure) => void) {
  return setTimeout(() => {
    if (reading.firstContentAt === null) stop(timeout('timeout_first_token', 'No content came within the first-token limit.'));
  }, plan.limits.firstTokenTimeoutMs);
}

/** The client left (or nobody waits any more). */
export const CANCELLED: ProviderFailure = Object.freeze({
  kind: 'cancelled',
  outcome: 'cancelled',
  httpStatus: null,
  message: 'The client left.',
  param: null,
  code: null,
  retryAfterMs: null,
});

function timeout(outcome: AttemptOutcome, message: string): ProviderFailure {
  return { kind: 'timeout', outcome, httpStatus: null, message, param: null, code: null, retryAfterMs: null };
}

/** Outcomes after which the provider may have generated something that it bills although no usage came. */
export const MAYBE_BILLED: ReadonlySet<AttemptOutcome> = new Set([
  'ok',
  'cancelled',
  'timeout_headers',
  'timeout_first_token',
  'stalled',
  'broken',
  'deadline',
  'invalid_answer',
  'content_filter',
]);

export { NO_USAGE };
