import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../postgres/embedded-postgres.ts';
import { REDIS_SERVER, TestRedis } from '../test-support/redis-server.ts';
import { type JobsConnection, jobsConnection } from './connection.ts';
import { createJobQueue, type JobQueue } from './job-queue.ts';
import { type FailedJob, startJobWorker } from './job-worker.ts';
import { scheduleEvery } from './schedule.ts';

interface Backend {
  connection: JobsConnection;
  close(): Promise<void>;
}

async function onPostgres(): Promise<Backend> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lco-jobs-'));
  await chmod(dataDir, 0o755);
  const database: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir, onLog: () => undefined });
  return {
    connection: jobsConnection({ mode: 'embedded', redisUrl: null }, database.connectionString),
    async close() {
      await database.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function onRedis(): Promise<Backend> {
  const redis = await TestRedis.start();
  return {
    connection: jobsConnection({ mode: 'distributed', redisUrl: redis.url }, 'postgresql://unused'),
    close: () => redis.remove(),
  };
}

const CHILD = fileURLToPath(new URL('../test-support/worker-child.ts', import.meta.url));
const WAIT = { timeout: 30_000 };

describe.each([
  { name: 'Postgres (embedded mode)', start: onPostgres, isThere: true },
  { name: 'Redis (distributed mode; needs redis-server)', start: onRedis, isThere: REDIS_SERVER !== null },
])('jobs on $name', ({ start, isThere }) => {
  let backend: Backend;
  const closers: (() => Promise<void>)[] = [];
  let count = 0;

  beforeAll(async () => {
    if (isThere) backend = await start();
  });
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  afterAll(async () => {
    if (isThere) await backend.close();
  });

  function queue(options: { attempts?: number } = {}): JobQueue<unknown> {
    count += 1;
    const made = createJobQueue<unknown>(backend.connection, `queue-${count}`, {
      onError: () => undefined,
      backoffMs: 10,
      ...options,
    });
    closers.push(() => made.close());
    return made;
  }

  async function work(name: string, handler: (data: unknown, jobId: string) => Promise<void>): Promise<FailedJob[]> {
    const failed: FailedJob[] = [];
    const worker = await startJobWorker(backend.connection, name, {
      concurrency: 4,
      lockMs: 1_000,
      handler,
      onFailed: (job) => failed.push(job),
    });
    closers.push(() => worker.close());
    return failed;
  }

  it.runIf(isThere)('gives each job with its data and id to a worker', async () => {
    const jobs = queue();
    const seen: unknown[] = [];
    await work(jobs.name, async (data, jobId) => void seen.push([jobId, data]));
    await jobs.add('one', { text: 'ä', list: [1, null] });
    await jobs.add('two', 2);
    await vi.waitUntil(() => seen.length === 2, WAIT);
    expect(seen).toEqual([
      ['one', { text: 'ä', list: [1, null] }],
      ['two', 2],
    ]);
  });

  it.runIf(isThere)('adds an id that waits already only once', async () => {
    const jobs = queue();
    for (let time = 0; time < 3; time += 1) await jobs.add('same', time);
    expect(await jobs.depth()).toEqual({ waiting: 1, active: 0, failed: 0 });
    const seen: unknown[] = [];
    await work(jobs.name, async (data) => void seen.push(data));
    await vi.waitUntil(async () => (await jobs.depth()).waiting === 0 && seen.length > 0, WAIT);
    expect(seen).toEqual([0]);
  });

  it.runIf(isThere)('forgets a job that was done', async () => {
    const jobs = queue();
    await work(jobs.name, async () => undefined);
    await jobs.add('done', 1);
    await vi.waitUntil(async () => {
      const { waiting, active } = await jobs.depth();
      return waiting + active === 0;
    }, WAIT);
    expect(await jobs.depth()).toEqual({ waiting: 0, active: 0, failed: 0 });
  });

  it.runIf(isThere)('tries a failing job again until it works', async () => {
    const jobs = queue();
    let tries = 0;
    const failed = await work(jobs.name, async () => {
      tries += 1;
      if (tries < 3) throw new Error('not yet');
    });
    await jobs.add('stubborn', 1);
    await vi.waitUntil(() => tries === 3, WAIT);
    expect(failed.map(({ isFinal, attempts, jobId }) => ({ isFinal, attempts, jobId }))).toEqual([
      { isFinal: false, attempts: 1, jobId: 'stubborn' },
      { isFinal: false, attempts: 2, jobId: 'stubborn' },
    ]);
  });

  it.runIf(isThere)('keeps a job that was given up, and runs it again when it is added again', async () => {
    const jobs = queue({ attempts: 2 });
    let isBroken = true;
    const seen: unknown[] = [];
    const failed = await work(jobs.name, async (data) => {
      if (isBroken) throw new Error('broken');
      seen.push(data);
    });
    await jobs.add('dead', 'data');
    await vi.waitUntil(async () => (await jobs.depth()).failed === 1, WAIT);
    expect(failed.at(-1)).toMatchObject({ queue: jobs.name, jobId: 'dead', isFinal: true, attempts: 2 });
    isBroken = false;
    await jobs.add('dead', 'data');
    await vi.waitUntil(() => seen.length === 1, WAIT);
    expect(seen).toEqual(['data']);
    await vi.waitUntil(async () => (await jobs.depth()).failed === 0, WAIT);
  });

  it.runIf(isThere)('refuses data beyond the bound', async () => {
    count += 1;
    const jobs = createJobQueue<string>(backend.connection, `queue-${count}`, {
      onError: () => undefined,
      maxDataBytes: 1_000,
    });
    closers.push(() => jobs.close());
    await expect(jobs.add('big', 'x'.repeat(2_000))).rejects.toThrow(/size/i);
  });

  it.runIf(isThere)('fault F56: runs a scheduled job once per period, however many processes schedule it', async () => {
    const jobs = queue();
    for (let process = 0; process < 3; process += 1) {
      await scheduleEvery(backend.connection, jobs, { everyMs: 200, data: { task: 'tidy' } });
    }
    const ids: string[] = [];
    const times: number[] = [];
    const handler = async (_data: unknown, jobId: string): Promise<void> => {
      ids.push(jobId);
      times.push(Date.now());
    };
    await work(jobs.name, handler);
    await work(jobs.name, handler);
    await vi.waitUntil(() => ids.length >= 4, WAIT);
    expect(new Set(ids).size).toBe(ids.length);
    const spanMs = (times[3] ?? 0) - (times[0] ?? 0);
    expect(spanMs).toBeGreaterThanOrEqual(350);
  });

  it.runIf(isThere)('fault F49: gives the job of a worker that was killed in the middle of it to another', async () => {
    const jobs = queue();
    await jobs.add('orphan', 'data');
    const args = ['--conditions=@lco/source', CHILD, JSON.stringify(backend.connection), jobs.name];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect((await jobs.depth()).active).toBe(1);
    child.kill('SIGKILL');
    const seen: unknown[] = [];
    await work(jobs.name, async (data, jobId) => void seen.push([jobId, data]));
    await vi.waitUntil(() => seen.length > 0, WAIT);
    expect(seen).toEqual([['orphan', 'data']]);
  });

  it.runIf(isThere)('finishes running jobs before a worker closes', async () => {
    const jobs = queue();
    let hasStarted = false;
    let isDone = false;
    let finish: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const worker = await startJobWorker(backend.connection, jobs.name, {
      concurrency: 1,
      onFailed: () => undefined,
      handler: async () => {
        hasStarted = true;
        await gate;
        isDone = true;
      },
    });
    await jobs.add('long', 1);
    await vi.waitUntil(() => hasStarted, WAIT);
    const closing = worker.close();
    finish();
    await closing;
    expect(isDone).toBe(true);
  });
});

describe('jobsConnection', () => {
  it('uses the database in embedded mode and Redis in distributed mode', () => {
    expect(jobsConnection({ mode: 'embedded', redisUrl: null }, 'postgresql://db')).toEqual({
      kind: 'postgres',
      connectionString: 'postgresql://db',
    });
    expect(jobsConnection({ mode: 'distributed', redisUrl: 'redis://r' }, 'postgresql://db')).toEqual({
      kind: 'redis',
      redisUrl: 'redis://r',
    });
  });
});
