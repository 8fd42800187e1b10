import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, echo, httpServer, newTransport, rawServer, start } from './test-servers.ts';

/** What the system answers cannot be made to hang; what asks it can be replaced. */
function replaceLookup(lookup: typeof dns.lookup): void {
  dns.lookup = lookup;
  syncBuiltinESMExports();
}

describe('failures', () => {
  it('a refused connection is a failed connection', async () => {
    const { url, server } = await httpServer(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    const { failure, events } = await call(newTransport(), { baseUrl: url });
    expect(failure).toMatchObject({ kind: 'network', outcome: 'connect_failed', code: 'ECONNREFUSED' });
    expect(failure?.message).not.toContain('127.0.0.1');
    expect(events).toEqual(['error']);
  });

  it('a name without an address is told as that', async () => {
    const { failure } = await call(newTransport(), { baseUrl: 'http://no-such-host.invalid' });
    expect(failure).toMatchObject({ kind: 'network', outcome: 'dns_failed' });
    expect(failure?.message).not.toContain('no-such-host');
  });

  describe('a name whose lookup hangs', () => {
    const original = dns.lookup;
    beforeAll(() => replaceLookup(Object.assign(() => undefined, { __promisify__: original.__promisify__ })));
    afterAll(() => replaceLookup(original));

    it.each([
      ['at its own limit', { lookupTimeoutMs: 20, connectTimeoutMs: 60_000 }],
      ['at the limit for connecting, where that is shorter', { lookupTimeoutMs: 60_000, connectTimeoutMs: 20 }],
      ['at the limit for connecting, where it has none', { connectTimeoutMs: 20 }],
    ])('fault F20: ends %s, as a failed lookup', async (_, limits) => {
      const { failure, events } = await call(newTransport(), { baseUrl: 'http://hangs.invalid', ...limits });
      expect(failure).toMatchObject({ kind: 'network', outcome: 'dns_failed', code: 'lookup_timeout' });
      expect(events).toEqual(['error']);
    });
  });

  it('fault F20: the limit for the lookup is none for the rest of connecting', async () => {
    const { url } = await rawServer(() => undefined);
    const limits = { lookupTimeoutMs: 1, connectTimeoutMs: 30 };
    const { failure } = await call(newTransport(), { baseUrl: url.replace('http:', 'https:'), ...limits });
    expect(failure?.outcome).toBe('connect_failed');
  });

  it('a server that does not speak TLS is told as that', async () => {
    const { url } = await httpServer(echo);
    const { failure } = await call(newTransport(), { baseUrl: url.replace('http:', 'https:') });
    expect(failure).toMatchObject({ kind: 'network', outcome: 'tls_failed' });
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

  it('fault F22: a caller that goes on waiting at the limit for headers gets the answer when it comes', async () => {
    const { promise: waited, resolve } = Promise.withResolvers<void>();
    const { url } = await httpServer((request, response) => {
      request.resume();
      void waited.then(() => response.end('late'));
    });
    const onHeadersTimeout = () => {
      resolve();
      return true;
    };
    const { body, events } = await start(newTransport(), { baseUrl: url, headersTimeoutMs: 30 }, { onHeadersTimeout })
      .done;
    expect([body, events]).toEqual(['late', ['head', 'data', 'end']]);
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
