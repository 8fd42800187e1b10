import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestGateway, type TestGateway, temporaryFolder } from '../__testing__/test-gateway.ts';

const prompt = (content: string) => ({ model: 'auto', messages: [{ role: 'user', content }] });
const isRefused = (url: string) =>
  fetch(`${url}/health/live`).then(
    () => false,
    () => true,
  );

describe('life of a gateway', () => {
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await temporaryFolder('lco-life-');
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  const start = (env: Record<string, string> = {}) => startTestGateway(env, { dataDir });
  const outcomes = async (test: TestGateway): Promise<string[]> =>
    (await test.call('GET', '/api/v1/requests')).json.items.map(({ outcome }: { outcome: string }) => outcome);

  it('fault F54: finishes running requests, refuses new ones, and books every row before it has stopped', async () => {
    const test = await start();
    const running = test.chat(prompt('Take your time [[sim:delay=700]]'));
    await started(test);
    const stopped = test.gateway.stop();
    expect(await isRefused(test.gateway.url)).toBe(true);
    expect((await running).status).toBe(200);
    await stopped;
    const next = await start();
    expect(await outcomes(next)).toEqual(['ok']);
    await next.stop();
  });

  it('fault F54: ends a stream with an error event when the drain time is over', async () => {
    const test = await start({ LCO_DRAIN_TIMEOUT_MS: '100' });
    const response = await fetch(`${test.gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...prompt('Count slowly and long, please [[sim:stall=20000;after=2]]'), stream: true }),
    });
    const [text] = await Promise.all([response.text(), test.gateway.stop()]);
    expect(text).toContain('"code":"shutting_down"');
    expect(text).not.toContain('[DONE]');
  });

  it('keeps keys, configuration and admin token over a restart; the old sign-in link is gone, a new one works', async () => {
    const first = await start();
    await first.call('POST', '/api/v1/keys', { name: 'kept' });
    await first.call('PUT', '/api/v1/config', { yaml: 'user:\n  default_preference: speed\n' });
    await first.stop();
    const second = await start();
    expect(second.gateway.adminToken).toBe(first.gateway.adminToken);
    expect((await second.call('GET', '/api/v1/keys')).json.keys).toHaveLength(1);
    expect((await second.call('GET', '/api/v1/config')).json.yaml).toContain('speed');
    const token = new URL(second.gateway.facts.signInUrl).searchParams.get('token');
    expect((await second.call('POST', '/api/v1/session', { token }, {})).status).toBe(201);
    await second.stop();
  });

  it('refuses a second gateway on the same data folder, names the first, and leaves it running', async () => {
    const first = await start();
    await expect(start()).rejects.toThrow(/another gateway \(process \d+\).*LCO_DATA_DIR/);
    expect((await first.call('GET', '/health/ready')).status).toBe(200);
    await first.stop();
  });

  it('names the port in use and the command that takes another', async () => {
    const { server, port } = await occupyPort();
    await expect(start({ LCO_PORT: String(port) })).rejects.toThrow(
      new RegExp(`Port ${port} .*PORT=${port + 1} npm start`),
    );
    server.close();
  });

  it('says that the database cannot be reached, where, and what to do; never its password', async () => {
    const error: unknown = await start({ DATABASE_URL: 'postgresql://lco:secret-word@127.0.0.1:1/lco' }).catch(
      (thrown: unknown) => thrown,
    );
    expect(String(error)).toMatch(/127\.0\.0\.1:1.*DATABASE_URL/s);
    expect(String(error)).not.toContain('secret-word');
  });
});

/** Resolves once a request is under way at the provider. */
async function started(test: TestGateway): Promise<void> {
  for (;;) {
    const { text } = await test.call('GET', '/metrics');
    if (/lco_requests_in_flight(?:\{[^}]*\})? 1/.test(text)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function occupyPort(): Promise<{ server: Server; port: number }> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({ server, port: typeof address === 'object' && address !== null ? address.port : 0 });
    });
  });
}
