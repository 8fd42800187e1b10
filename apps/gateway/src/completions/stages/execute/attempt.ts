import type {
  AttemptOutcome,
  EncodedCall,
  LimitsConfig,
  ProviderAnswer,
  ProviderFailure,
  StreamDecoder,
} from '@llm-cost-optimizer/contracts';
import type { Transport, TransportHandle } from '@llm-cost-optimizer/providers';
import type { SnapshotProvider } from '../../../snapshot/snapshot.ts';
import type { AnswerReader } from './answer-reader.ts';
import { PlainReading, StreamReading } from './reading.ts';

/** Everything one call to a provider needs. */
export interface AttemptPlan {
  readonly provider: SnapshotProvider;
  readonly call: EncodedCall;
  /** Reads what comes back. */
  readonly reader: AnswerReader;
  readonly isStreaming: boolean;
  readonly limits: LimitsConfig;
  /** Monotonic clock. */
  readonly now: () => number;
  /** Milliseconds left of the request's deadline. */
  readonly deadlineMs: number;
  /** Milliseconds that a plain answer is still read for its usage when it is too late; 0 = it is stopped at once. */
  readonly lateMs: number;
  /** First bytes after the gate, then further bytes. Only called for streams. */
  readonly onContent: (bytes: Uint8Array) => void;
  /** Gives the means to slow the provider while the clients are full. */
  readonly onFlow: (flow: { pause(): void; resume(): void }) => void;
  /** An adapter or reader threw what it must not. */
  readonly onDefect: (error: unknown) => void;
}

/** How one call ended. */
export interface AttemptEnd {
  readonly reader: AnswerReader;
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
  /** Set when the call was given up at a limit and is still read for its usage. */
  readonly late: LateEnd | null;
  /** True where the gateway had marked the prompt for the provider's cache. */
  readonly hasGatewayMarks: boolean;
}

/** What may still come of a call that was given up. */
export interface LateEnd {
  /** How it ended after all; null = not in time, or nothing came. */
  readonly end: Promise<AttemptEnd | null>;
  cancel(): void;
}

/** A call that is under way. */
export interface RunningAttempt {
  readonly end: Promise<AttemptEnd>;
  /** Stops the provider's work; the attempt ends as `cancelled`. Safe to call at any time. */
  cancel(): void;
}

/** Sends one call and reads its answer, plain or streamed. The promise never rejects. */
export function startAttempt(transport: Transport, plan: AttemptPlan): RunningAttempt {
  const attempt = new Attempt(plan);
  attempt.start(transport);
  return { end: attempt.end, cancel: () => attempt.stop(CANCELLED) };
}

class Attempt {
  readonly end: Promise<AttemptEnd>;
  private readonly resolve: (end: AttemptEnd) => void;
  private readonly reading: PlainReading | StreamReading;
  private readonly startedAt: number;
  private handle: TransportHandle | null = null;
  private deadlineTimer: NodeJS.Timeout | null = null;
  private firstTokenTimer: NodeJS.Timeout | null = null;
  private lateTimer: NodeJS.Timeout | null = null;
  /** Set when the request has gone on without this call. */
  private resolveLate: ((end: AttemptEnd | null) => void) | null = null;
  private isOver = false;

  constructor(private readonly plan: AttemptPlan) {
    const { promise, resolve } = Promise.withResolvers<AttemptEnd>();
    this.end = promise;
    this.resolve = resolve;
    this.reading = plan.isStreaming ? new StreamReading(plan) : new PlainReading(plan);
    this.startedAt = plan.now();
  }

  start(transport: Transport): void {
    const { plan, reading } = this;
    const { limits } = plan;
    this.deadlineTimer = setTimeout(() => this.onLimit(DEADLINE), plan.deadlineMs);
    if (plan.isStreaming) this.firstTokenTimer = setTimeout(() => this.onFirstTokenLimit(), limits.firstTokenTimeoutMs);
    this.handle = transport.dispatch(
      {
        baseUrl: plan.provider.config.baseUrl,
        path: plan.call.path,
        headers: plan.call.headers,
        body: plan.call.body,
        connectTimeoutMs: limits.connectTimeoutMs,
        lookupTimeoutMs: limits.dnsTimeoutMs,
        headersTimeoutMs: limits.headersTimeoutMs,
        idleTimeoutMs: limits.idleTimeoutMs,
      },
      {
        onHead: (status, headers) => this.read(() => reading.onHead(status, headers), false),
        onData: (chunk) => this.read(() => reading.onData(chunk), false),
        onHeadersTimeout: () => this.goOnWithoutRequest(NO_HEAD),
        onEnd: () => this.read(() => reading.onEnd(), true),
        onError: (failure) => this.read(() => reading.onTransportError(failure), true),
      },
    );
    if (this.isOver) this.handle.abort();
    else plan.onFlow(this.handle);
  }

  /** Ends the call from our side. */
  stop(failure: ProviderFailure): void {
    if (this.isOver) return;
    this.handle?.abort();
    this.finish(failure);
  }

  /** Runs one step of reading. What it throws is a defect of ours or of an adapter, and must not leave the socket hanging. */
  private read(step: () => ProviderFailure | null, isEnd: boolean): void {
    if (this.isOver) return;
    let failure: ProviderFailure | null;
    try {
      failure = step();
    } catch (error) {
      this.plan.onDefect(error);
      failure = UNREADABLE;
    }
    if (isEnd) this.finish(failure);
    else if (failure !== null) this.stop(failure);
  }

  private onLimit(failure: ProviderFailure): void {
    if (!this.goOnWithoutRequest(failure)) this.stop(failure);
  }

  /**
   * A plain answer that is not there in time is being made and billed all the same: the request goes on without it, and for a
   * while it is read for its usage. A stream has begun to nothing yet and is stopped.
   */
  private goOnWithoutRequest(failure: ProviderFailure): boolean {
    const { isStreaming, lateMs } = this.plan;
    if (this.isOver || isStreaming || lateMs === 0 || this.reading.status !== null) return false;
    if (this.resolveLate !== null) return true;
    const { promise, resolve } = Promise.withResolvers<AttemptEnd | null>();
    this.resolveLate = resolve;
    this.clearTimers();
    this.lateTimer = setTimeout(() => this.stop(failure), lateMs);
    this.resolve(this.endWith(failure, { end: promise, cancel: () => this.stop(failure) }));
    return true;
  }

  private finish(failure: ProviderFailure | null): void {
    if (this.isOver) return;
    this.isOver = true;
    this.clearTimers();
    const end = this.endWith(failure, null);
    if (this.resolveLate === null) this.resolve(end);
    else this.resolveLate(this.reading.status === null ? null : end);
  }

  private clearTimers(): void {
    if (this.deadlineTimer !== null) clearTimeout(this.deadlineTimer);
    if (this.firstTokenTimer !== null) clearTimeout(this.firstTokenTimer);
    if (this.lateTimer !== null) clearTimeout(this.lateTimer);
  }

  private endWith(failure: ProviderFailure | null, late: LateEnd | null): AttemptEnd {
    const { reading, startedAt } = this;
    return {
      reader: this.plan.reader,
      failure,
      outcome: failure?.outcome ?? 'ok',
      httpStatus: reading.status,
      headers: reading.headers,
      answer: reading.answer,
      decoder: reading.decoder,
      hasForwarded: reading.hasForwarded,
      ttftMs: reading.firstContentAt === null ? null : reading.firstContentAt - startedAt,
      latencyMs: this.plan.now() - startedAt,
      late,
      hasGatewayMarks: this.plan.call.hasGatewayMarks === true,
    };
  }

  private onFirstTokenLimit(): void {
    if (this.reading.firstContentAt === null) this.stop(NO_FIRST_TOKEN);
  }
}

/** The client left (or nobody waits any more). */
export const CANCELLED: ProviderFailure = ownFailure('cancelled', 'cancelled', 'The client left.');
const DEADLINE = ownFailure('timeout', 'deadline', 'The deadline of the request has passed.');
const NO_HEAD = ownFailure('timeout', 'timeout_headers', 'The provider did not begin to answer in time.');
const NO_FIRST_TOKEN = ownFailure('timeout', 'timeout_first_token', 'No content came within the first-token limit.');
const UNREADABLE = ownFailure('broken_answer', 'invalid_answer', 'The answer could not be read.');

function ownFailure(kind: ProviderFailure['kind'], outcome: AttemptOutcome, message: string): ProviderFailure {
  return Object.freeze({ kind, outcome, httpStatus: null, message, param: null, code: null, retryAfterMs: null });
}
