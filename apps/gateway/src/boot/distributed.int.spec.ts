import { readProcessSettings } from '@llm-cost-optimizer/config';
import type { LedgerDelta } from '@llm-cost-optimizer/contracts';
import { type RunningJobs, startJobs } from '@llm-cost-optimizer/jobs';
import { createLedgerRepository, type Database, openDatabase } from '@llm-cost-optimizer/persistence';
import { createCatalogue, type Money, toUsdString, usd } from '@llm-cost-optimizer/pricing';
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

  it('B1: of 200 requests at once on a budget for 20, 20 are served by both gateways together', async () => {
    const ask = (gateway: TestGateway, tag: string, seed: number) =>
      gateway.chat({ ...BUDGETED, seed, lco: { tags: [tag] } });
    const limit = (await holdOf(first)) * 20n;
    const made = await first.call('POST', '/api/v1/budgets', budgetOf('burst', toUsdString(limit)));
    // The other gateway hears of it within seconds.
    await eventually(async () => ((await second.call('GET', '/metrics')).text.includes(made.json.id) ? true : null));
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, at) => ask(at % 2 === 0 ? first : second, 'burst', 1_000 + at)),
    );
    const served = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status === 402);
    expect(served.length + refused.length).toBe(200);
    const paid = served.reduce((sum, { headers }) => sum + usd(headers.get('x-lco-cost-usd') ?? 'unknown'), 0n);
    // Never beyond the limit, and nobody refused while a whole request still had room.
    expect(paid).toBeLessThanOrEqual(limit);
    expect(served.length).toBeGreaterThanOrEqual(20);
    expect(refused.length).toBeGreaterThan(0);
    const booked = await eventually(async () => {
      const budget = await standingOf(first, made.json.id);
      return usd(budget.spentUsd) === paid && budget.heldUsd === '0' ? budget : null;
    });
    expect(booked.requests).toBeGreaterThanOrEqual(served.length);
  });

  it('is ready only with Redis, and names it', async () => {
    expect((await first.call('GET', '/health/ready')).json.checks.redis.status).toBe('ok');
  });
});

const BUDGETED = {
  model: 'openai/gpt-6-luna',
  max_tokens: 400,
  messages: [{ role: 'user', content: 'Count to three.' }],
};

function budgetOf(tag: string, limitUsd: string) {
  return { name: tag, scope: 'tag', subject: tag, period: 'month', limitUsd };
}

async function standingOf(gateway: TestGateway, id: string) {
  const { json } = await gateway.call('GET', '/api/v1/budgets');
  return json.budgets.find((budget: { id: string }) => budget.id === id);
}

/** What one such request holds: the cost of the longest answer it allows. */
async function holdOf(gateway: TestGateway): Promise<Money> {
  const answer = await gateway.chat({ ...BUDGETED, seed: 0 });
  const { trace } = await eventually(async () => {
    const { status, json } = await gateway.call('GET', `/api/v1/requests/${answer.headers.get('x-request-id')}`);
    return status === 200 ? json : null;
  });
  const promptTokens = trace.features.promptTokensEstimated;
  const query = { provider: 'openai', model: 'gpt-6-luna', promptTokens, completionTokens: BUDGETED.max_tokens };
  const cost = createCatalogue().estimateCost({ ...query, at: Date.now() });
  if (cost === null) throw new Error('The model has no price.');
  return cost;
}

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
