import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import type { ProviderFailure } from '@llm-cost-optimizer/contracts';
import { afterEach } from 'vitest';
import { createTransport } from './transport.ts';
import type { Transport, TransportCall, TransportHandle } from './transport.types.ts';

const LIMIT_MS = 5_000;
const cleanups: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export function newTransport(options: Parameters<typeof createTransport>[0] = {}): Transport {
  const transport = createTransport(options);
  cleanups.push(() => transport.close());
  return transport;
}

async function listen(server: Server | TcpServer): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

export async function httpServer(listener: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer({ keepAliveTimeout: 60_000 }, listener);
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: await listen(server), server };
}

/** A server that speaks bytes. `sockets` are the connections it got. */
export async function rawServer(
  onRequest: (socket: Socket, count: number) => void,
): Promise<{ url: string; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  let count = 0;
  const server = createTcpServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      if (chunk.toString('latin1').startsWith('POST')) onRequest(socket, ++count);
    });
  });
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: await listen(server), sockets };
}

export interface Answer {
  status: number | null;
  headers: Readonly<Record<string, string>>;
  body: string;
  failure: ProviderFailure | null;
  /** Names of the sink's calls in their order. */
  events: string[];
}

export interface Started {
  readonly handle: TransportHandle;
  readonly answer: Answer;
  readonly done: Promise<Answer>;
}

export function start(
  transport: Transport,
  call: Partial<TransportCall> & { baseUrl: string },
  on: { head?: () => void; data?: (answer: Answer) => void; onHeadersTimeout?: () => boolean } = {},
): Started {
  const answer: Answer = { status: null, headers: {}, body: '', failure: null, events: [] };
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const handle = transport.dispatch(
    {
      path: '/chat/completions',
      headers: ['content-type', 'application/json'],
      body: Buffer.from('{"model":"m"}'),
      connectTimeoutMs: LIMIT_MS,
      headersTimeoutMs: LIMIT_MS,
      idleTimeoutMs: LIMIT_MS,
      ...call,
    },
    {
      onHead: (status, headers) => {
        Object.assign(answer, { status, headers });
        answer.events.push('head');
        on.head?.();
      },
      onData: (chunk) => {
        answer.body += Buffer.from(chunk).toString('latin1');
        answer.events.push('data');
        on.data?.(answer);
      },
      ...(on.onHeadersTimeout === undefined ? {} : { onHeadersTimeout: on.onHeadersTimeout }),
      onEnd: () => {
        answer.events.push('end');
        resolve(answer);
      },
      onError: (failure) => {
        answer.failure = failure;
        answer.events.push('error');
        resolve(answer);
      },
    },
  );
  return { handle, answer, done: promise };
}

export function call(transport: Transport, options: Partial<TransportCall> & { baseUrl: string }): Promise<Answer> {
  return start(transport, options).done;
}

/** A connection is used again in a later turn of the event loop only. */
export function connectionIsFree(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

/** Resolves when the number has not changed over many turns of the event loop. */
export async function standsStill(read: () => number): Promise<void> {
  for (let turns = 0, last = read(); turns < 300; turns++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (read() === last) continue;
    last = read();
    turns = 0;
  }
}

export async function readAll(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

export async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readAll(request);
  response.setHeader('x-seen', JSON.stringify({ url: request.url, method: request.method, ...request.headers }));
  response.end(body);
}
