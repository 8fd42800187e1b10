import { randomBytes } from 'node:crypto';
import { LEDGER_QUEUE, type LedgerBatchJob } from '@llm-cost-optimizer/contracts';
import { createLedgerRepository, type Database, migrate, openDatabase } from '@llm-cost-optimizer/persistence';
import { createJobQueue, type JobQueue, type JobsConnection, jobsConnection } from '@llm-cost-optimizer/runtime';
import type { ProvidedPostgres } from '@llm-cost-optimizer/testing';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { batch, fakeServices } from './__testing__/fakes.ts';
import { type RunningJobs, startJobs } from './start-jobs.ts';

const AGAIN = '019a9f00-0000-7000-8000-00000000000b';
const name = `lco_jobs_${randomBytes(6).toString('hex')}`;
let db: Database;
let server: Database;
let connection: JobsConnection;
let queue: JobQueue<LedgerBatchJob>;

beforeAll(async () => {
  const serverUrl: ProvidedPostgres['postgresUrl'] = inject('postgresUrl');
  server = openDatabase({ connectionString: serverUrl, maxConnections: 1 });
  await server.pool.query(`create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await migrate(url.toString());
  db = openDatabase({ connectionString: url.toString(), maxConnections: 4 });
  connection = jobsConnection({ mode: 'embedded', redisUrl: null }, url.toString());
  queue = createJobQueue<LedgerBatchJob>(connection, LEDGER_QUEUE, {
    onError: () => undefined,
    attempts: 2,
    backoffMs: 1,
  });
});
afterAll(async () => {
  await queue.close();
  await db.close();
  await server.pool.query(`drop database ${name} with (force)`);
  await server.close();
});

async function withJobs(
  services: Parameters<typeof startJobs>[0]['services'],
  work: (jobs: RunningJobs) => Promise<void>,
) {
  const jobs = await startJobs({ connection, services });
  try {
    await work(jobs);
  } finally {
    await jobs.close();
    await jobs.close();
  }
}

describe('startJobs', () => {
  it('writes queued rows to Postgres once though they come in two batches, tells once, and prepares the coming days', async () => {
    const ledger = createLedgerRepository(db);
    const maintained = vi.fn(ledger.maintainPartitions);
    const { services, seen } = fakeServices({ ledger: { ...ledger, maintainPartitions: maintained } });
    await withJobs(services, async () => {
      await queue.add(batch().batchId, batch());
      await vi.waitFor(() => expect(seen.published).toHaveLength(1), { timeout: 15_000 });
      await queue.add(AGAIN, { ...batch(), batchId: AGAIN });
      await vi.waitFor(() => expect(okRuns(seen.jobs)).toBe(2), { timeout: 15_000 });
      await vi.waitFor(() => expect(maintained).toHaveBeenCalled(), { timeout: 15_000 });
    });
    expect(seen.published).toHaveLength(1);
    expect(seen.published[0]?.message).toMatchObject([{ requests: 1, costUsd: '0.001', savedUsd: '0.009' }]);
    expect((await ledger.totals('org_default')).raw.requests).toBe('1');
  });

  it('keeps a job as a dead letter that fails at every try', async () => {
    const failing = { ...createLedgerRepository(db), writeBatch: () => Promise.reject(new Error('The disk is full.')) };
    const { services, seen } = fakeServices({ ledger: failing });
    await withJobs(services, async () => {
      await queue.add('019a9f00-0000-7000-8000-00000000000a', {
        ...batch(),
        batchId: '019a9f00-0000-7000-8000-00000000000a',
      });
      await vi.waitFor(() => expect(seen.jobs.map(({ outcome }) => outcome)).toContain('dead'), { timeout: 15_000 });
    });
    expect(seen.jobs.filter(({ queue: of }) => of === LEDGER_QUEUE).map(({ outcome }) => outcome)).toEqual([
      'failed',
      'dead',
    ]);
    expect((await queue.depth()).failed).toBe(1);
  });
});

function okRuns(jobs: readonly { queue: string; outcome: string }[]): number {
  return jobs.filter((job) => job.queue === LEDGER_QUEUE && job.outcome === 'ok').length;
}
