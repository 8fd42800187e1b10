import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LedgerBatchJob } from '@llm-cost-optimizer/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createId } from '../ids.ts';
import { jobsConnection } from '../jobs/connection.ts';
import { createJobQueue } from '../jobs/job-queue.ts';
import { startJobWorker } from '../jobs/job-worker.ts';
import { startEmbeddedPostgres } from '../postgres/embedded-postgres.ts';
import { readPidFile } from '../postgres/pid-file.ts';
import { FakeLedger } from '../test-support/fake-ledger.ts';
import { ledgerEntry } from '../test-support/ledger-entry.ts';
import { REDIS_SERVER, TestRedis } from '../test-support/redis-server.ts';
import { createSpool } from './spool.ts';

let dataDir: string;
const closers: (() => Promise<void>)[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lco-chain-'));
  await chmod(dataDir, 0o755);
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await rm(dataDir, { recursive: true, force: true });
});

interface Outage {
  connection: ReturnType<typeof jobsConnection>;
  /** Kills what the queue stands on, in the middle of the work, and brings it back. */
  strike(): Promise<void>;
}

async function onPostgres(): Promise<Outage> {
  const logged: string[] = [];
  const database = await startEmbeddedPostgres({ dataDir, onLog: (message) => logged.push(message) });
  closers.push(() => database.stop());
  return {
    connection: jobsConnection({ mode: 'embedded', redisUrl: null }, database.connectionString),
    async strike() {
      const server = await readPidFile(join(dataDir, 'postgres'));
      if (server === null) throw new Error('no server');
      process.kill(server.pid, 'SIGKILL');
      await vi.waitUntil(() => logged.includes('The embedded database is back.'), { timeout: 20_000 });
    },
  };
}

/** Comes back empty: every job that was in it is lost. */
async function onRedis(): Promise<Outage> {
  const redis = await TestRedis.start();
  closers.push(() => redis.remove());
  return {
    connection: jobsConnection({ mode: 'distributed', redisUrl: redis.url }, ''),
    async strike() {
      await redis.down();
      await redis.up();
    },
  };
}

describe('spool, queue and worker together', () => {
  it('faults F47 and F58: book every row once when Postgres dies in the middle', () => bookThrough(onPostgres));

  it.runIf(REDIS_SERVER !== null)(
    'fault F43: book every row once when Redis dies and comes back empty (needs redis-server)',
    () => bookThrough(onRedis),
  );
});

async function bookThrough(start: () => Promise<Outage>): Promise<void> {
  const outage: Outage = await start();
  const ledger = new FakeLedger();
  const queue = createJobQueue<LedgerBatchJob>(outage.connection, 'ledger', {
    onError: () => undefined,
    backoffMs: 50,
  });
  closers.push(() => queue.close());
  const worker = await startJobWorker(outage.connection, 'ledger', {
    concurrency: 2,
    lockMs: 1_000,
    onFailed: () => undefined,
    handler: async (data) => {
      const batch = data as LedgerBatchJob;
      await ledger.deliver(batch);
      spool.acknowledge([batch.batchId]);
    },
  });
  closers.push(() => worker.close());
  let skew = 0;
  const spool = await createSpool({
    dir: join(dataDir, 'spool'),
    instanceId: 'instance',
    flushMs: 5,
    maxRows: 20,
    maxPendingBytes: 1e9,
    sweepMs: 100,
    deliver: (batch) => queue.add(batch.batchId, batch),
    committed: ledger.committed,
    now: () => performance.now() + skew,
    onError: () => undefined,
  });
  closers.push(() => spool.close());
  const ids = Array.from({ length: 600 }, () => createId());
  for (const id of ids.slice(0, 300)) spool.record(ledgerEntry({ id }));
  await spool.flush();
  const strike = outage.strike();
  for (const id of ids.slice(300)) spool.record(ledgerEntry({ id }));
  await spool.flush();
  await strike;
  // Time passes, so that what the queue lost is handed over again.
  await vi.waitUntil(
    () => {
      skew += 1_000;
      return spool.pendingRows === 0;
    },
    { timeout: 50_000, interval: 100 },
  );
  expect(ledger.requestIds.sort()).toEqual(ids);
}
