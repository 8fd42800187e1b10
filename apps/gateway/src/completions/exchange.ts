import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { ErrorBody } from '@llm-cost-optimizer/contracts';

type HeaderList = string[];

/**
 * One HTTP request and its answer, as the pipeline sees them: bytes in, bytes out, and the news that the client left.
 * Writes straight to the socket (the framework's reply costs more than the rest of a cache hit).
 */
export class Exchange {
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
  private readonly response: ServerResponse;
  private closeHandler: (() => void) | null = null;
  private drainHandler: (() => void) | null = null;

  constructor(options: { headers: IncomingHttpHeaders; body: Uint8Array; response: ServerResponse }) {
    this.headers = options.headers;
    this.body = options.body;
    this.response = options.response;
    this.response.once('close', () => {
      if (!this.response.writableFinished) this.closeHandler?.();
    });
  }

  /** True when the client has closed the connection before the answer was complete. */
  get isClientGone(): boolean {
    return this.response.destroyed || this.response.socket?.destroyed === true;
  }

  /** True once status and headers have left: from then on an error can only be told inside the stream. */
  get isOpen(): boolean {
    return this.response.headersSent;
  }

  get isFinished(): boolean {
    return this.response.writableEnded;
  }

  /** HTTP status sent, or 499 when the client left before one was. */
  get statusSent(): number {
    return this.response.headersSent ? this.response.statusCode : 499;
  }

  /** Calls `handler` once if the client leaves before the answer is complete. */
  onClientGone(handler: () => void): void {
    this.closeHandler = handler;
    if (this.isClientGone) handler();
  }

  /** Calls `handler` each time the socket can take more after `write` returned false. */
  onDrain(handler: () => void): void {
    if (this.drainHandler === null) this.response.on('drain', () => this.drainHandler?.());
    this.drainHandler = handler;
  }

  header(name: string): string | null {
    const value = this.headers[name];
    return typeof value === 'string' && value !== '' ? value : null;
  }

  /** Sends a whole JSON answer: head and body leave in one packet. */
  sendJson(status: number, headers: HeaderList, body: Uint8Array | string): void {
    if (this.isClientGone || this.isOpen) return;
    headers.push('content-type', 'application/json; charset=utf-8', 'content-length', String(byteLength(body)));
    this.response.writeHead(status, headers);
    this.response.end(body);
  }

  /** Opens a server-sent event stream; head and first bytes leave in one packet. Returns false when the socket is full. */
  openStream(headers: HeaderList, firstBytes: Uint8Array): boolean {
    if (this.isClientGone || this.isOpen) return true;
    headers.push('content-type', 'text/event-stream; charset=utf-8', 'cache-control', 'no-cache', 'x-accel-buffering', 'no');
    this.response.socket?.cork();
    this.response.writeHead(200, headers);
    const isWritable = this.response.write(firstBytes);
    this.response.socket?.uncork();
    return isWritable;
  }

  /** Writes stream bytes. Returns false when the socket is full; wait for `onDrain`. */
  write(bytes: Uint8Array | string): boolean {
    if (this.isClientGone || this.isFinished) return true;
    return this.response.write(bytes);
  }

  end(bytes?: Uint8Array | string): void {
    if (this.isClientGone || this.isFinished) return;
    this.response.end(bytes);
  }

  sendError(status: number, headers: HeaderList, body: ErrorBody): void {
    this.sendJson(status, headers, JSON.stringify(body));
  }
}

function byteLength(body: Uint8Array | string): number {
  return typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
}
