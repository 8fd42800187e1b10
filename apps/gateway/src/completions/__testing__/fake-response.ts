import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Exchange } from '../exchange.ts';
import type { Surface } from '../surfaces/surface.ts';
import { CHAT } from '../surfaces/surfaces.ts';

/** What a client has received, without a socket. */
export class FakeResponse extends EventEmitter {
  status = 0;
  headers: Record<string, string> = {};
  text = '';
  /** Number of packets: head and first bytes count once. */
  writes = 0;
  headersSent = false;
  writableEnded = false;
  writableFinished = false;
  destroyed = false;
  /** While true, `write` says that the socket is full. */
  isFull = false;
  readonly socket = { destroyed: false, cork: () => undefined, uncork: () => undefined };

  get statusCode(): number {
    return this.status;
  }

  writeHead(status: number, headers: string[]): void {
    this.status = status;
    this.headersSent = true;
    for (let i = 0; i < headers.length; i += 2) this.headers[headers[i] ?? ''] = headers[i + 1] ?? '';
  }

  write(bytes: Uint8Array): boolean {
    this.text += Buffer.from(bytes).toString('utf8');
    this.writes += 1;
    return !this.isFull;
  }

  end(text: string, encoding: BufferEncoding): void {
    this.text += Buffer.from(text, encoding).toString('utf8');
    this.writes += 1;
    this.writableEnded = true;
    this.writableFinished = true;
    this.emit('close');
  }

  destroy(): void {
    this.leave();
  }

  /** The client closes the connection. */
  leave(): void {
    this.destroyed = true;
    this.emit('close');
  }

  drain(): void {
    this.isFull = false;
    this.emit('drain');
  }

  get json(): Record<string, unknown> {
    return JSON.parse(this.text) as Record<string, unknown>;
  }
}

/** An exchange whose answer can be looked at. `body` is sent as JSON unless it is text already. */
export function fakeExchange(body: unknown, headers: Record<string, string> = {}, surface: Surface = CHAT) {
  const response = new FakeResponse();
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const exchange = new Exchange({ headers, body: bytes, response: response as unknown as ServerResponse, surface });
  return { exchange, response };
}
