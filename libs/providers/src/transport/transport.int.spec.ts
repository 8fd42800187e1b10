import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { ProviderFailure } from '@llm-cost-optimizer/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { createTransport } from './transport.ts';
import type { Transport, TransportCall, TransportHandle } from './transport.types.ts';

const LIMIT_MS = 5_000;
const cleanups: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function newTransport(options: Parameters<typeof createTransport>[0] = {}): Transport {
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

async function httpServer(listener: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer({ keepAliveTimeout: 60_000 }, listener);
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: await listen(server), server };
}

/** A server that speaks bytes. `sockets` are the connections it got. */
async function rawServer(
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

interface Answer {
  status: number | null;
  headers: Readonly<Record<string, string>>;
  body: string;
  failure: ProviderFailure | null;
  /** Names of the sink's calls in their order. */
  events: string[];
}

interface Started {
  readonly handle: TransportHandle;
  readonly answer: Answer;
  readonly done: Promise<Answer>;
}

function start(
  transport: Transport,
  call: Partial<TransportCall> & { baseUrl: string },
  on: { head?: () => void; data?: (answer: Answer) => void } = {},
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

function call(transport: Transport, options: Partial<TransportCall> & { baseUrl: string }): Promise<Answer> {
  return start(transport, options).done;
}

/** A connection is used again in a later turn of the event loop only. */
function connectionIsFree(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

/** Resolves when the number has not changed over many turns of the event loop. */
async function standsStill(read: () => number): Promise<void> {
  for (let turns = 0, last = read(); turns < 300; turns++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (read() === last) continue;
    last = read();
    turns = 0;
  }
}

async function readAll(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readAll(request);
  response.setHeader('x-seen', JSON.stringify({ url: request.url, method: request.method, ...request.headers }));
  response.end(body);
}

describe('a call', () => {
  it('sends path, headers and body as given and brings back status, headers and bytes', async () => {
    const { url } = await httpServer(echo);
    const answer = await call(newTransport(), {
      baseUrl: `${url}/openai/v1/`,
      headers: ['authorization', 'Bearer k', 'accept-encoding', 'identity'],
      body: Buffer.from('{"ü":1}'),
    });
    expect(answer).toMatchObject({ status: 200, failure: null });
    expect(Buffer.from(answer.body, 'latin1').toString('utf8')).toBe('{"ü":1}');
    expect(JSON.parse(answer.headers['x-seen'] ?? '')).toMatchObject({
      url: '/openai/v1/chat/completions',
      method: 'POST',
      authorization: 'Bearer k',
      'accept-encoding': 'identity',
      'content-length': '8',
    });
  });

  it.each([
    ['', '/v1/chat/completions', '/v1/chat/completions'],
    ['/v1', '/v1/chat/completions', '/v1/chat/completions'],
    ['/v1/', '/v1/chat/completions', '/v1/chat/completions'],
    ['/proxy/v1', '/v1/messages', '/proxy/v1/messages'],
    ['/v1', '/chat/completions', '/v1/chat/completions'],
  ])('a base path %j and %j meet at %j', async (prefix, path, expected) => {
    const { url } = await httpServer(echo);
    const answer = await call(newTransport(), { baseUrl: url + prefix, path });
    expect(JSON.parse(answer.headers['x-seen'] ?? '').url).toBe(expected);
  });

  it('uses one connection for calls that follow each other', async () => {
    const ports = new Set<number | undefined>();
    const { url } = await httpServer((request, response) => {
      ports.add(request.socket.remotePort);
      request.resume();
      response.end('{}');
    });
    const transport = newTransport();
    for (let i = 0; i < 5; i++) {
      await call(transport, { baseUrl: url });
      await connectionIsFree();
    }
    expect(ports.size).toBe(1);
  });

  it('runs any number of streams at once', async () => {
    const open: ServerResponse[] = [];
    const { url } = await httpServer((request, response) => {
      request.resume();
      open.push(response);
      response.write('data: 1\n\n');
      if (open.length === 150) for (const one of open) one.end();
    });
    const transport = newTransport();
    const answers = await Promise.all(Array.from({ length: 150 }, () => call(transport, { baseUrl: url })));
    expect(answers.every((answer) => answer.failure === null)).toBe(true);
  });

  it('joins a repeated header', async () => {
    const { url } = await rawServer((socket) =>
      socket.end('HTTP/1.1 429 Slow\r\nRetry-After: 1\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n'),
    );
    expect((await call(newTransport(), { baseUrl: url })).headers['retry-after']).toBe('1, 7');
  });

  it('skips informational answers', async () => {
    const { url } = await rawServer((socket) =>
      socket.end('HTTP/1.1 103 Early\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'),
    );
    const answer = await call(newTransport(), { baseUrl: url });
    expect(answer).toMatchObject({ status: 200, body: '{}', events: ['head', 'data', 'end'] });
  });

  it('does not follow redirects', async () => {
    const { url } = await httpServer((request, response) => {
      request.resume();
      response.writeHead(307, { location: 'http://127.0.0.1:9/elsewhere' }).end();
    });
    expect(await call(newTransport(), { baseUrl: url })).toMatchObject({ status: 307, failure: null });
  });

  it('refuses a compressed answer, which nobody asked for', async () => {
    const { url } = await httpServer((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{}'));
    });
    const { failure } = await call(newTransport(), { baseUrl: url });
    expect(failure).toMatchObject({ kind: 'broken_answer', outcome: 'invalid_answer', httpStatus: 200 });
  });
});

describe('failures', () => {
  it('a refused connection is a failed connection', async () => {
    const { url, server } = await httpServer(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    const { failure, events } = await call(newTransport(), { baseUrl: url });
    expect(failure).toMatchObject({ kind: 'network', outcome: 'connect_failed', code: 'ECONNREFUSED' });
    expect(failure?.message).not.toContain('127.0.0.1');
    expect(events).toEqual(['error']);
  });

  it('a name without an address is a failed connection', async () => {
    const { failure } = await call(newTransport(), { baseUrl: 'http://no-such-host.invalid' });
    expect(failure).toMatchObject({ kind: 'network', outcome: 'connect_failed' });
    expect(failure?.message).not.toContain('no-such-host');
  });

  it('a server that does not speak TLS is a failed connection', async () => {
    const { url } = await httpServer(echo);
    const { failure } = await call(newTransport(), { baseUrl: url.replace('http:', 'https:') });
    expect(failure).toMatchObject({ kind: 'network', outcome: 'connect_failed' });
  });

  it.each(['not an address', 'ftp://127.0.0.1/x', ''])(
    'the address %j is a failed connection, told after the call returned',
    async (baseUrl) => {
      const { failure } = await call(newTransport(), { baseUrl });
      expect(failure).toMatchObject({ kind: 'network', outcome: 'connect_failed', code: 'bad_address' });
    },
  );

  it('a key that no header can carry fails after the call returned, without the key in the message', async () => {
    const { url } = await httpServer(echo);
    const started = start(newTransport(), { baseUrl: url, headers: ['authorization', 'Bearer se\ncret'] });
    expect(started.answer.events).toEqual([]);
    const { failure } = await started.done;
    expect(failure).toMatchObject({ kind: 'network', outcome: 'connect_failed' });
    expect(JSON.stringify(failure)).not.toContain('cret');
  });

  it('a connection that does not come about ends at its own limit', async () => {
    // TCP stands at once; the TLS handshake is never answered.
    const { url } = await rawServer(() => undefined);
    const { failure } = await call(newTransport(), { baseUrl: url.replace('http:', 'https:'), connectTimeoutMs: 30 });
    expect(failure?.outcome).toBe('connect_failed');
    expect(failure?.kind).toBe('network');
  });

  it('a silent server ends at the limit for headers', async () => {
    const { url } = await rawServer(() => undefined);
    const { failure, events } = await call(newTransport(), { baseUrl: url, headersTimeoutMs: 30 });
    expect(failure).toMatchObject({ kind: 'timeout', outcome: 'timeout_headers' });
    expect(events).toEqual(['error']);
  });

  it('a stream that falls silent ends at the limit for silence', async () => {
    const { url } = await httpServer((request, response) => {
      request.resume();
      response.write('data: 1\n\n');
    });
    const { failure, events } = await call(newTransport(), { baseUrl: url, idleTimeoutMs: 30 });
    expect(failure).toMatchObject({ kind: 'timeout', outcome: 'stalled' });
    expect(events).toEqual(['head', 'data', 'error']);
  });

  it.each([
    ['before its head', 'waiting', (socket: Socket) => socket.destroy()],
    [
      'in the middle of a chunked body',
      'reading',
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n'),
    ],
    [
      'short of its content length',
      'reading',
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc'),
    ],
  ] as const)('an answer that breaks off %s is broken', async (_, phase, act) => {
    const { url } = await rawServer((socket) => void act(socket));
    const { failure, events } = await call(newTransport(), { baseUrl: url });
    expect(failure).toMatchObject({ kind: 'network', outcome: 'broken' });
    expect(failure?.code).not.toBe('stale_connection');
    expect(events.filter((event) => event === 'end' || event === 'error')).toEqual(['error']);
    if (phase === 'reading') expect(events[0]).toBe('head');
  });

  it.each([
    ['bytes that are no HTTP', 'SSH-2.0-OpenSSH\r\n\r\n'],
    ['a head of many megabytes', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(2_000_000)}\r\n\r\n`],
  ])('%s are a broken answer', async (_, bytes) => {
    const { url } = await rawServer((socket) => void socket.write(bytes));
    const { failure } = await call(newTransport(), { baseUrl: url });
    expect(failure).toMatchObject({ kind: 'broken_answer', outcome: 'invalid_answer' });
  });

  it('an answer longer than the bound is a broken answer', async () => {
    const { url } = await httpServer((request, response) => {
      request.resume();
      response.end('x'.repeat(5_000));
    });
    const { failure } = await call(newTransport({ maxAnswerBytes: 1_000 }), { baseUrl: url });
    expect(failure).toMatchObject({ kind: 'broken_answer', outcome: 'invalid_answer' });
  });
});

describe('kept connections', () => {
  const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}';

  it('one that dies under a request is told apart, costs nothing, and the next call gets a new one', async () => {
    const { url, sockets } = await rawServer((socket, count) => {
      if (count === 2) socket.destroy();
      else socket.write(OK);
    });
    const transport = newTransport();
    await call(transport, { baseUrl: url });
    await connectionIsFree();
    const { failure } = await call(transport, { baseUrl: url });
    expect(failure).toMatchObject({ kind: 'network', outcome: 'connect_failed', code: 'stale_connection' });
    expect(await call(transport, { baseUrl: url })).toMatchObject({ status: 200, failure: null });
    expect(sockets.length).toBe(2);
  });

  it('after one stale connection none of the other kept ones is used again', async () => {
    let isRestarted = false;
    const old = new Set<Socket>();
    const { url, sockets } = await rawServer((socket) => {
      if (isRestarted && old.has(socket)) socket.destroy();
      else socket.write(OK);
    });
    const transport = newTransport();
    await Promise.all(Array.from({ length: 4 }, () => call(transport, { baseUrl: url })));
    for (const socket of sockets) old.add(socket);
    isRestarted = true;
    await connectionIsFree();
    const answers = [];
    for (let i = 0; i < 6; i++) answers.push(await call(transport, { baseUrl: url }));
    expect(answers.map(({ failure }) => failure?.code ?? 'ok')).toEqual([
      'stale_connection',
      'ok',
      'ok',
      'ok',
      'ok',
      'ok',
    ]);
  });

  it('one that breaks after the head is no stale one', async () => {
    const { url } = await rawServer((socket, count) => {
      if (count === 1) socket.write(OK);
      else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc');
    });
    const transport = newTransport();
    await call(transport, { baseUrl: url });
    await connectionIsFree();
    expect((await call(transport, { baseUrl: url })).failure).toMatchObject({ outcome: 'broken' });
  });
});

describe('control', () => {
  it('an aborted stream ends at the provider and says nothing more', async () => {
    const closed = Promise.withResolvers<void>();
    const { url } = await httpServer((request, response) => {
      request.resume();
      response.on('close', () => closed.resolve());
      response.write('data: 1\n\n');
    });
    const started = start(newTransport(), { baseUrl: url }, { data: () => started.handle.abort() });
    await closed.promise;
    started.handle.abort();
    expect(started.answer.events).toEqual(['head', 'data']);
  });

  it('a call aborted before it left never leaves, and the next one works', async () => {
    const bodies: string[] = [];
    const { url } = await httpServer(async (request, response) => {
      bodies.push(await readAll(request));
      response.end('{}');
    });
    const transport = newTransport();
    const started = start(transport, { baseUrl: url, body: Buffer.from('first') });
    started.handle.abort();
    await call(transport, { baseUrl: url, body: Buffer.from('second') });
    expect(bodies).toEqual(['second']);
    expect(started.answer.events).toEqual([]);
  });

  it('a paused reader stops the provider and loses nothing', async () => {
    const total = 16 * 1024 * 1024;
    let sent = 0;
    const { url } = await httpServer((request, response) => {
      request.resume();
      const piece = Buffer.alloc(64 * 1024, 'x');
      const write = (): void => {
        while (sent < total) {
          sent += piece.length;
          if (!response.write(piece)) return void response.once('drain', write);
        }
        response.end();
      };
      write();
    });
    const paused = Promise.withResolvers<void>();
    let isFirst = true;
    const started = start(
      newTransport(),
      { baseUrl: url },
      {
        data: () => {
          if (!isFirst) return;
          isFirst = false;
          started.handle.pause();
          paused.resolve();
        },
      },
    );
    await paused.promise;
    await standsStill(() => sent);
    const received = started.answer.body.length;
    expect(received).toBeLessThan(1024 * 1024);
    started.handle.resume();
    const answer = await started.done;
    expect(answer.failure).toBeNull();
    expect(answer.body.length).toBe(total);
  });

  it('a pause is no silence of the provider', async () => {
    const { url } = await httpServer((request, response) => {
      request.resume();
      response.write('data: 1\n\n');
    });
    const paused = Promise.withResolvers<void>();
    const started = start(
      newTransport(),
      { baseUrl: url, idleTimeoutMs: 20 },
      {
        data: () => {
          started.handle.pause();
          paused.resolve();
        },
      },
    );
    await paused.promise;
    // Another call with the same limit, begun later, runs into it meanwhile.
    const other = await call(newTransport(), { baseUrl: url, idleTimeoutMs: 40 });
    expect(other.failure?.outcome).toBe('stalled');
    expect(started.answer.failure).toBeNull();
    started.handle.resume();
    expect((await started.done).failure?.outcome).toBe('stalled');
  });

  it('closing ends calls under way with a failure', async () => {
    const { url } = await rawServer(() => undefined);
    const transport = createTransport();
    const started = start(transport, { baseUrl: url });
    await transport.close();
    expect((await started.done).failure?.kind).toBe('network');
    await transport.close();
  });
});
