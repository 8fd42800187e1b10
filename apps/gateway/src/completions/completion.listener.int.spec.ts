import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ANSWER, FakeTransport } from './__testing__/fake-provider.ts';
import { post } from './__testing__/live-gateway.ts';
import { ASK } from './__testing__/test-gateway.ts';
import { testServices } from './__testing__/test-services.ts';
import { createCompletionListener } from './completion.listener.ts';

interface Case {
  readonly name: string;
  readonly path: string;
  readonly headers: Record<string, string>;
}

const OTHER = 'left to the framework';
let server: Server;
let url: string;
let isWelcome: boolean;
let made: ReturnType<typeof testServices>;
let transport: FakeTransport;

beforeEach(async () => {
  isWelcome = true;
  transport = new FakeTransport();
  made = testServices({ transport });
  const listener = createCompletionListener(made.services, {
    maxBodyBytes: 10_000,
    track: () => undefined,
    isWelcome: () => isWelcome,
    otherwise: (incoming, response) => {
      incoming.resume();
      response.end(OTHER);
    },
  });
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('the short way to the pipeline', () => {
  it('answers a plain chat request like the framework’s route does', async () => {
    const asked = post(url, ASK);
    (await transport.call(1)).answer();
    const { status, text } = await asked;
    expect(status).toBe(200);
    const { choices } = JSON.parse(text) as { choices: unknown };
    expect(choices).toEqual((JSON.parse(ANSWER) as { choices: unknown }).choices);
    expect(made.entries).toHaveLength(1);
  });

  it('puts a body that came in many pieces together', async () => {
    const body = JSON.stringify({ ...ASK, user: 'ü'.repeat(2_000) });
    const answered = new Promise<number>((resolve) => {
      const headers = { 'content-length': Buffer.byteLength(body) };
      const sent = request(`${url}/v1/chat/completions`, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      const bytes = Buffer.from(body);
      sent.write(bytes.subarray(0, 301));
      setImmediate(() => sent.end(bytes.subarray(301)));
    });
    (await transport.call(1)).answer();
    expect(await answered).toBe(200);
    expect(made.entries[0]?.request.endUser).toBe('ü'.repeat(200));
  });

  it.each<Case>([
    { name: 'another path', path: '/v1/models', headers: {} },
    { name: 'a query', path: '/v1/chat/completions?x=1', headers: {} },
    { name: 'a web page', path: '/v1/chat/completions', headers: { origin: 'http://evil.example' } },
  ])('leaves $name to the framework', async ({ path, headers }) => {
    expect((await post(url, ASK, { path, headers })).text).toBe(OTHER);
    expect(made.entries).toEqual([]);
  });

  it('leaves a body over the limit, an unwelcome request and chunked bodies to the framework', async () => {
    expect((await post(url, { ...ASK, user: 'x'.repeat(20_000) })).text).toBe(OTHER);
    isWelcome = false;
    expect((await post(url, ASK)).text).toBe(OTHER);
    isWelcome = true;
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from(JSON.stringify(ASK)));
        controller.close();
      },
    });
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, duplex: 'half' };
    const chunked = await fetch(`${url}/v1/chat/completions`, init);
    expect(await chunked.text()).toBe(OTHER);
  });

  it('books nothing for a client that leaves in the middle of its own request', async () => {
    const closed = new Promise<void>((resolve) => {
      server.once('connection', (socket) => socket.once('close', () => resolve()));
    });
    const sent = request(`${url}/v1/chat/completions`, { method: 'POST', headers: { 'content-length': 1_000 } });
    sent.on('error', () => undefined);
    sent.write('{"model":', () => sent.destroy());
    await closed;
    expect(made.entries).toEqual([]);
    expect(transport.calls).toEqual([]);
  });
});
