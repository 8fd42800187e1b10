import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AnswerCopy } from './answer-copy.ts';
import type { ByteText } from './bytes.ts';
import type { Surface } from './surfaces/surface.ts';
import { CHAT } from './surfaces/surfaces.ts';

/** Flat list name, value, name, value: what node writes fastest. */
export type HeaderList = string[];

/**
 * One HTTP request and its answer, as the pipeline sees them: bytes in, bytes out, and the news that the client left.
 * Writes straight to the socket (the framework's reply costs more than the rest of a cache hit).
 */
export class Exchange {
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
  /** The API that the client speaks. */
  readonly surface: Surface;
  /** Gets a copy of everything that is sent, where somebody wants to send it again. */
  copy: AnswerCopy | null = null;
  private readonly response: ServerResponse;
  private goneHandler: (() => void) | null = null;
  private drainHandler: (() => void) | null = null;

  constructor(options: {
    headers: IncomingHttpHeaders;
    body: Uint8Array;
    response: ServerResponse;
    /** Default: chat completions. */
    surface?: Surface;
  }) {
    this.headers = options.headers;
    this.body = options.body;
    this.response = options.response;
    this.surface = options.surface ?? CHAT;
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

  /** Calls `handler` if the client leaves before the answer is complete, at once when it is gone already. */
  onClientGone(handler: () => void): void {
    if (this.isClientGone) {
      handler();
      return;
    }
    // Asked for only by requests that wait: a cache hit is over before anybody could leave.
    if (this.goneHandler === null) {
      this.response.once('close', () => {
        if (!this.response.writableFinished) this.goneHandler?.();
      });
    }
    this.goneHandler = handler;
  }

  /** Calls `handler` each time the socket can take more after `write` returned false. */
  onDrain(handler: () => void): void {
    if (this.drainHandler === null) this.response.on('drain', () => this.drainHandler?.());
    this.drainHandler = handler;
  }

  /** A request header by its lower-case name; null when absent or empty. */
  header(name: string): string | null {
    const value = this.headers[name];
    return typeof value === 'string' && value !== '' ? value : null;
  }

  /** Sends a whole answer: head and body leave in one packet. `headers` must name the content type. */
  send(status: number, headers: HeaderList, body: ByteText): void {
    if (this.isClientGone || this.isOpen) return;
    this.copy?.addWhole(status, headers, body);
    headers.push('content-length', String(body.length));
    this.writeHead(status, headers);
    this.response.end(body, 'latin1');
  }

  /** Opens a server-sent event stream; head and first bytes leave in one packet. Returns false when the socket is full. */
  openStream(headers: HeaderList, firstBytes: Uint8Array): boolean {
    if (this.isClientGone || this.isOpen) return true;
    this.copy?.open(200, headers, firstBytes);
    const { socket } = this.response;
    socket?.cork();
    this.writeHead(200, headers);
    const canTakeMore = this.response.write(firstBytes);
    socket?.uncork();
    return canTakeMore;
  }

  /** Writes stream bytes. Returns false when the socket is full; wait for `onDrain`. */
  write(bytes: Uint8Array): boolean {
    if (this.isClientGone || this.isFinished) return true;
    this.copy?.add(bytes);
    return this.response.write(bytes);
  }

  /** Writes a sign of life into an open stream; for this client alone, so it is in no copy. Not when the socket is full. */
  keepAlive(text: ByteText): void {
    const { response } = this;
    if (this.isClientGone || this.isFinished || !this.isOpen || response.writableNeedDrain) return;
    response.write(text, 'latin1');
  }

  /** Bytes written that the socket has not taken yet. */
  get waitingBytes(): number {
    return this.response.writableLength;
  }

  /** Ends a stream with its last text. */
  end(text: ByteText): void {
    if (this.isClientGone || this.isFinished) return;
    this.copy?.end(text);
    this.response.end(text, 'latin1');
  }

  /** Anthropic's clients look for the request id under another name. */
  private writeHead(status: number, headers: HeaderList): void {
    const idAt = this.surface.sendsRequestId ? headers.indexOf('x-request-id') + 1 : 0;
    if (idAt > 0) headers.push('request-id', headers[idAt] ?? '');
    this.response.writeHead(status, headers);
  }

  /** Cuts the connection: for a client that has stopped reading. */
  destroy(): void {
    this.response.destroy();
  }
}
