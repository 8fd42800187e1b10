import { readProcessSettings } from '@llm-cost-optimizer/config';
import { LEDGER_QUEUE, type LedgerBatchJob } from '@llm-cost-optimizer/contracts';
import { createLedgerRepository, openDatabase } from '@llm-cost-optimizer/persistence';
import { createId, createJobQueue, jobsConnection } from '@llm-cost-optimizer/runtime';
import { createLogger } from '@llm-cost-optimizer/telemetry';
import {
  REDIS_SERVER,
  startTestPostgres,
  startTestRedis,
  type TestPostgres,
  type TestRedis,
} from '@llm-cost-optimizer/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type RunningWorker, startWorker } from './start-worker.ts';

const logger = createLogger({ level: 'silent' });

describe.skipIf(REDIS_SERVER === null)('a worker on Postgres and Redis', () => {
  let postgres: TestPostgres;
  let redis: TestRedis;
  let worker: RunningWorker;
  const settings = () =>
    readProcessSettings({
      DATABASE_URL: postgres.connectionString,
      REDIS_URL: redis.url,
      LCO_PORT: '0',
      LCO_ADMIN_TOKEN: 'token-of-this-test',
    });

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([startTestPostgres(), startTestRedis()]);
    worker = await startWorker({ settings: settings(), logger });
  });
  afterAll(async () => {
    await worker.stop();
    await redis.stop();
    await postgres.stop();
  });

  it('tells that it is alive and ready', async () => {
    expect((await fetch(`${worker.url}/health/live`)).status).toBe(200);
    const ready = await fetch(`${worker.url}/health/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({
      status: 'ready',
      checks: { database: { status: 'ok' }, jobs: { status: 'ok' } },
    });
    expect((await fetch(`${worker.url}/nope`)).status).toBe(404);
  });

  it('fault F98: gives metrics to this machine, to others only with the admin token', async () => {
    const metrics = (headers: Record<string, string>) => fetch(`${worker.url}/metrics`, { headers });
    expect(await (await metrics({})).text()).toContain('lco_');
    expect((await metrics({ 'x-forwarded-for': '203.0.113.7' })).status).toBe(404);
    expect((await metrics({ authorization: 'Bearer wrong' })).status).toBe(404);
    expect((await metrics({ authorization: 'Bearer token-of-this-test' })).status).toBe(200);
  });

  it('writes a batch of the queue to the database and leaves the queue empty', async () => {
    const batch: LedgerBatchJob = { batchId: createId(), instanceId: 'test', entries: [] };
    const queue = createJobQueue<LedgerBatchJob>(jobsConnection(settings(), postgres.connectionString), LEDGER_QUEUE, {
      onError: () => undefined,
    });
    const database = openDatabase({ connectionString: postgres.connectionString, maxConnections: 2 });
    const ledger = createLedgerRepository(database);
    await vi.waitUntil(() =>
      queue.add(batch.batchId, batch).then(
        () => true,
        () => false,
      ),
    );
    await vi.waitUntil(async () => (await ledger.committedBatches([batch.batchId])).length === 1, { timeout: 10_000 });
    await vi.waitUntil(async () => (await queue.depth()).active === 0, { timeout: 10_000 });
    expect(await queue.depth()).toEqual({ waiting: 0, active: 0, failed: 0 });
    await queue.close();
    await database.close();
  });
});

describe('a worker that cannot start', () => {
  it('says that it needs the distributed mode', async () => {
    await expect(startWorker({ settings: readProcessSettings({}), logger })).rejects.toThrow(
      /DATABASE_URL and REDIS_URL/,
    );
  });

  it('says which server cannot be reached, never with its password', async () => {
    const settings = readProcessSettings({
      DATABASE_URL: 'postgres://u:secret-word@127.0.0.1:1/x',
      REDIS_URL: 'redis://127.0.0.1:1',
    });
    const error: unknown = await startWorker({ settings, logger }).catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(/127\.0\.0\.1:1/);
    expect(String(error)).not.toContain('secret-word');
  });
});
