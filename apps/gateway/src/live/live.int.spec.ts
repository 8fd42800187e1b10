import type { LedgerDelta } from '@llm-cost-optimizer/contracts';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestGateway, type TestGateway } from '../__testing__/test-gateway.ts';

describe('live events', () => {
  let test: TestGateway;
  const sockets: Socket[] = [];
  const connect = (options: { auth?: Record<string, string>; headers?: Record<string, string> }): Socket => {
    const socket = io(test.gateway.url, {
      path: '/live',
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: options.auth ?? {},
      extraHeaders: options.headers ?? {},
    });
    sockets.push(socket);
    return socket;
  };
  const outcome = (socket: Socket): Promise<string> =>
    new Promise((resolve) => {
      socket.once('connect', () => resolve('connected'));
      socket.once('connect_error', (error) => resolve(error.message));
    });
  const signIn = async () => {
    const opened = await test.call('POST', '/api/v1/session', { token: test.gateway.adminToken }, {});
    return { cookie: opened.headers.get('set-cookie')?.split(';')[0] ?? '', csrf: opened.json.csrfToken as string };
  };

  beforeAll(async () => {
    test = await startTestGateway();
  });
  afterAll(async () => {
    for (const socket of sockets) socket.disconnect();
    await test.stop();
  });

  it('fault F89: refuses sockets without a session, with a wrong one, and from a foreign page', async () => {
    expect(await outcome(connect({}))).toBe('unauthorized');
    expect(await outcome(connect({ auth: { token: 'wrong' } }))).toBe('unauthorized');
    expect(await outcome(connect({ headers: { cookie: 'lco_session=wrong' } }))).toBe('unauthorized');
    const { cookie } = await signIn();
    expect(await outcome(connect({ headers: { cookie, origin: 'https://evil.example' } }))).not.toBe('connected');
  });

  it('tells what a request changed, and the figures agree with it', async () => {
    const { cookie } = await signIn();
    const socket = connect({ headers: { cookie, origin: test.gateway.url } });
    const deltas: LedgerDelta[] = [];
    socket.on('ledger:delta', (delta: LedgerDelta) => deltas.push(delta));
    expect(await outcome(socket)).toBe('connected');
    const answer = await test.chat({ model: 'auto', messages: [{ role: 'user', content: 'Live?' }] });
    const delta = await eventually(async () => deltas[0] ?? null);
    expect(delta).toMatchObject({ organizationId: 'org_default', requests: 1, failed: 0, cacheHits: 0 });
    expect(Number(delta.costUsd)).toBe(answer.json.lco.cost_usd);
    const { totals } = (await test.call('GET', '/api/v1/overview?range=1h')).json;
    expect(totals).toMatchObject({ requests: 1, costUsd: delta.costUsd, savedUsd: delta.savedUsd });
  });

  it('tells that a configuration came into force', async () => {
    const socket = connect({ auth: { token: test.gateway.adminToken } });
    const published = new Promise((resolve) => socket.once('config:published', resolve));
    expect(await outcome(socket)).toBe('connected');
    await test.call('PUT', '/api/v1/config', { yaml: 'user: {}\n' });
    expect(await published).toEqual({ organizationId: 'org_default', version: 2 });
  });

  it('fault F89: closes the sockets of a session that ends', async () => {
    const { cookie, csrf } = await signIn();
    const socket = connect({ headers: { cookie } });
    expect(await outcome(socket)).toBe('connected');
    const closed = new Promise((resolve) => socket.once('disconnect', resolve));
    await test.call('DELETE', '/api/v1/session', undefined, { cookie, 'x-lco-csrf': csrf, origin: test.gateway.url });
    expect(await closed).toBe('io server disconnect');
  });
});
