import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerBrokenRequest, createFrontDoor } from '../http/front-door.ts';

/** The gateway's own server with small limits: that of a started one waits half a minute. */
let server: Server;
let url: URL;
const served: string[] = [];
const refused: (string | null)[] = [];

beforeAll(async () => {
  const door = createFrontDoor({ headMs: 60, requestMs: 120, checkMs: 20 });
  server = door.server;
  door.serveModelApi((request, response) => {
    request.resume();
    request.on('end', () => {
      served.push(request.url ?? '');
      response.end('{}');
    });
  });
  server.on('clientError', (error, socket) => refused.push(answerBrokenRequest(error, socket as Socket)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(() => server.close());

async function send(bytes: string): Promise<string> {
  const socket = connect(Number(url.port), url.hostname);
  socket.write(bytes);
  let answer = '';
  for await (const piece of socket) answer += String(piece);
  return answer;
}

describe('a client that does not get on', () => {
  const head = 'POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n';
  it.each([
    { name: 'headers that never end', bytes: `${head}x-slow: ` },
    { name: 'a body that never ends', bytes: `${head}content-length: 100\r\n\r\n{"model":` },
    { name: 'chunks that never end', bytes: `${head}transfer-encoding: chunked\r\n\r\n5\r\n{"mod\r\n` },
  ])('fault F38: $name: 408 in the error envelope at the limit, and others are served meanwhile', async ({ bytes }) => {
    const before = served.length;
    const slow = send(bytes);
    const other = await fetch(new URL('/v1/models', url), { method: 'POST', body: '{}' });
    expect(other.status).toBe(200);
    const answer = await slow;
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('x-should-retry: false');
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({
      error: { code: 'request_timeout', type: 'invalid_request_error' },
    });
    expect(refused.at(-1)).toBe('request_timeout');
    // It never became a request, so there is nothing that could have a row.
    expect(served.slice(before)).toEqual(['/v1/models']);
  });
});
