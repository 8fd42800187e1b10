import { readProcessSettings } from '@llm-cost-optimizer/config';
import type { LedgerDelta } from '@llm-cost-optimizer/contracts';
import { type RunningJobs, startJobs } from '@llm-cost-optimizer/jobs';
import { createLedgerRepository, type Database, openDatabase } from '@llm-cost-optimizer/persistence';
import { type ClosableBus, createEventBus, jobsConnection, systemClock } from '@llm-cost-optimizer/runtime';
import { createLogger, createMetrics } from '@llm-cost-optimizer/telemetry';
import { REDIS_SERVER } from '@llm-cost-optimizer/testing';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServers, type TestServers } from '../__testing__/test-database.ts';
import { eventually, startTestGateway, type TestGateway } from '../__testing__/test-gateway.ts';

const prompt = (content: string) => ({ model: 'auto', messages: [{ role: 'user', content }] });

describe.skipIf(REDIS_SERVER === null)('two gateways and a worker on Postgres and Redis', () => {
  let servers: TestServers;
  let worker: { jobs: RunningJobs; bus: ClosableBus; database: Database };
  let first: TestGateway;
  let second: TestGateway;

  beforeAll(async () => {
    servers = await startTestServers();
    first = await startTestGateway(servers.env);
    worker = await startWorkerHere(servers);
    second = await startTestGateway({ ...servers.env, LCO_ADMIN_TOKEN: first.gateway.adminToken });
  });
  afterAll(async () => {
    await Promise.all([first.stop(), second.stop()]);
    await worker.jobs.close();
    await worker.bus.close();
    await worker.database.close();
    await servers.stop();
  });

  it('books what any gateway answered, once, and tells the dashboards of all', async () => {
    const socket: Socket = io(second.gateway.url, {
      path: '/live',
      transports: ['websocket'],
      auth: { token: second.gateway.adminToken },
    });
    const deltas: LedgerDelta[] = [];
    socket.on('ledger:delta', (delta: LedgerDelta) => deltas.push(delta));
    await new Promise((resolve) => socket.once('connect', () => resolve(null)));
    await Promise.all([first.chat(prompt('One')), first.chat(prompt('Two')), second.chat(prompt('Three'))]);
    await eventually(async () => (deltas.reduce((sum, { requests }) => sum + requests, 0) === 3 ? true : null));
    socket.disconnect();
    const { totals } = (await second.call('GET', '/api/v1/overview?range=1h')).json;
    expect(totals.requests).toBe(3);
  });

  it('publishes a configuration to all gateways within five seconds', async () => {
    const published = await first.call('PUT', '/api/v1/config', { yaml: 'user:\n  default_preference: cost\n' });
    expect(published.status).toBe(200);
    const version = await eventually(async () => {
      const { configVersion } = (await second.call('GET', '/api/v1/status')).json;
      return configVersion === published.json.version ? configVersion : null;
    });
    expect(version).toBe(published.json.version);
    expect((await second.chat(prompt('Which mode?'))).json.lco.mode).toBe('cost');
  });

  it('answers from the cache of another gateway', async () => {
    const asked = await first.chat(prompt('What is the same everywhere?'));
    expect(asked.headers.get('x-lco-cache')).toBe('MISS');
    const again = await eventually(async () => {
      const answer = await second.chat(prompt('What is the same everywhere?'));
      return answer.headers.get('x-lco-cache') === 'HIT' ? answer : null;
    });
    expect(again.json.choices).toEqual(asked.json.choices);
  });

  it('signs in on any gateway with a session of another', async () => {
    const opened = await first.call('POST', '/api/v1/session', { token: first.gateway.adminToken }, {});
    const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await second.call('GET', '/api/v1/session', undefined, { cookie })).json.csrfToken).toBe(
      opened.json.csrfToken,
    );
  });

  it('is ready only with Redis, and names it', async () => {
    expect((await first.call('GET', '/health/ready')).json.checks.redis.status).toBe('ok');
  });
});

/** What apps/worker does, in this process: apps do not import each other. */
async function startWorkerHere({ env }: TestServers) {
  const settings = readProcessSettings(env);
  const database = openDatabase({ connectionString: env.DATABASE_URL, maxConnections: 4 });
  const bus = await createEventBus({ redisUrl: env.REDIS_URL, onError: () => undefined });
  const services = {
    ledger: createLedgerRepository(database),
    bus,
    logger: createLogger({ level: 'silent' }),
    metrics: createMetrics(),
    clock: systemClock,
    settings,
  };
  const jobs = await startJobs({ connection: jobsConnection(settings, env.DATABASE_URL), services });
  return { jobs, bus, database };
}
