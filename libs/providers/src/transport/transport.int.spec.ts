import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { call, connectionIsFree, echo, httpServer, newTransport, rawServer } from './test-servers.ts';

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
    ['', '/api/chat', '/api/chat'],
    ['/proxy/v1/', '/api/chat', '/proxy/api/chat'],
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
