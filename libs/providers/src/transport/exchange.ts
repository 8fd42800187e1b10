import type { ProviderFailure } from '@llm-cost-optimizer/contracts';
import type { Dispatcher } from 'undici';
import type { Connection, ConnectionUser, ServerLink } from './origins.ts';
import type { TransportCall, TransportHandle, TransportSink } from './transport.types.ts';
import {
  ENCODED_ANSWER,
  LOOKUP_TIMEOUT,
  type Phase,
  STALE_CONNECTION,
  TIMEOUTS,
  transportFailure,
} from './transport-failure.ts';

const ABORTED = new Error('aborted by the gateway');

/**
 * One call on its way: undici's options and handler and the handle of the caller in one object, because this runs on
 * every request. Timers are our own: undici's tick by the half second and cannot differ per call for connecting.
 */
export class HttpExchange
  implements Dispatcher.DispatchOptions, Dispatcher.DispatchHandler, TransportHandle, ConnectionUser
{
  readonly method: 'POST' | 'GET';
  readonly path: string;
  readonly headers: string[];
  readonly body: Uint8Array | null;
  connection: Connection | null = null;
  private controller: Dispatcher.DispatchController | null = null;
  private phase: Phase = 'connecting';
  private status: number | null = null;
  private isReused = false;
  private isOver = false;
  private isPaused = false;
  /** What the limit for connecting has left when that for the name lookup is over. */
  private connectLeftMs: number;
  private timer: NodeJS.Timeout | null;
  private readonly call: TransportCall;
  private readonly sink: TransportSink;
  private readonly server: ServerLink;

  constructor(call: TransportCall, sink: TransportSink, path: string, server: ServerLink) {
    this.call = call;
    this.sink = sink;
    this.server = server;
    this.method = call.method ?? 'POST';
    this.path = path;
    this.headers = call.headers.slice();
    this.connectLeftMs = call.connectTimeoutMs - lookupLimitMs(call);
    this.body = call.body.byteLength === 0 ? null : call.body;
    this.timer = setTimeout(onTimeout, lookupLimitMs(call), this);
  }

  abort(): void {
    this.stop(null);
  }

  pause(): void {
    if (this.isPaused || this.isOver) return;
    this.isPaused = true;
    this.controller?.pause();
    if (this.phase === 'reading') this.arm(null);
  }

  resume(): void {
    if (!this.isPaused || this.isOver) return;
    this.isPaused = false;
    if (this.phase === 'reading') this.arm(this.call.idleTimeoutMs);
    this.controller?.resume();
  }

  /** Fails before undici took the call; told to the sink later, when the caller holds its handle. */
  failLater(failure: ProviderFailure): void {
    this.arm(null);
    queueMicrotask(() => this.stop(failure));
  }

  timedOut(): void {
    const isConnecting = this.phase === 'connecting';
    if (isConnecting && this.server.isLookingUp()) this.stop(LOOKUP_TIMEOUT);
    else if (isConnecting && this.connectLeftMs > 0) this.waitForTheRest();
    else if (this.phase === 'waiting' && this.sink.onHeadersTimeout?.() === true) this.arm(null);
    else this.stop(TIMEOUTS[this.phase]);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.isOver) {
      controller.abort(ABORTED);
      return;
    }
    this.controller = controller;
    this.phase = 'waiting';
    this.isReused = this.connection !== null && this.connection.answers > 0;
    if (this.isPaused) controller.pause();
    this.arm(this.call.headersTimeoutMs);
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (this.isOver || status < 200) return;
    this.phase = 'reading';
    this.status = status;
    this.arm(this.isPaused ? null : this.call.idleTimeoutMs);
    const flat = flattenHeaders(headers);
    const encoding = flat['content-encoding'];
    if (status < 300 && encoding !== undefined && encoding !== '' && encoding !== 'identity') {
      this.stop({ ...ENCODED_ANSWER, httpStatus: status });
      return;
    }
    this.sink.onHead(status, flat);
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.isOver) return;
    this.timer?.refresh();
    this.sink.onData(chunk);
  }

  onResponseEnd(): void {
    if (this.connection !== null) this.connection.answers += 1;
    if (this.isOver) return;
    this.isOver = true;
    this.arm(null);
    this.sink.onEnd();
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    if (this.isOver) return;
    const failure = transportFailure({ error, phase: this.phase, isReused: this.isReused, status: this.status });
    if (failure === STALE_CONNECTION) this.server.renew();
    // Undici reports an unusable request from inside `dispatch`, before the caller has its handle.
    if (this.phase === 'connecting') this.failLater(failure);
    else this.stop(failure);
  }

  /** The name has an address in time: what is left of the limit is for the connection. */
  private waitForTheRest(): void {
    const leftMs = this.connectLeftMs;
    this.connectLeftMs = 0;
    this.arm(leftMs);
  }

  /** Ends the call once; null = the caller gave up and hears nothing more. */
  private stop(failure: ProviderFailure | null): void {
    if (this.isOver) return;
    this.isOver = true;
    this.arm(null);
    this.controller?.abort(ABORTED);
    if (failure !== null) this.sink.onError(failure);
  }

  private arm(delayMs: number | null): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = delayMs === null ? null : setTimeout(onTimeout, delayMs, this);
  }
}

/** The limit for the name lookup ends first, or with that for connecting, of which it is a part. */
function lookupLimitMs({ lookupTimeoutMs, connectTimeoutMs }: TransportCall): number {
  return Math.min(lookupTimeoutMs ?? connectTimeoutMs, connectTimeoutMs);
}

function onTimeout(exchange: HttpExchange): void {
  exchange.timedOut();
}

/** Repeated headers in one line, as HTTP allows it. Almost always there is none and the object is used as it is. */
function flattenHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}
