import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeLedger } from '../test-support/fake-ledger.ts';
import { createSpool } from './spool.ts';

const CHILD = fileURLToPath(new URL('../test-support/spool-child.ts', import.meta.url));

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lco-crash-'));
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

interface Killed {
  /** All rows below this number were flushed. */
  flushed: number;
  /** Batches that reached the queue before the end. */
  delivered: string[];
}

/** Runs the child until it has flushed `rows` rows, then kills it in the middle of whatever it does. */
function runAndKill(rows: number): Promise<Killed> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--conditions=@lco/source', CHILD, dir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const killed: Killed = { flushed: 0, delivered: [] };
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [word, ...rest] = line.split(' ');
      if (word === 'delivered') killed.delivered.push(rest.join(' '));
      if (word === 'flushed') killed.flushed = Number(rest[0]);
      if (killed.flushed >= rows) child.kill('SIGKILL');
    });
    child.once('error', reject);
    child.once('close', () => resolve(killed));
  });
}

describe('spool after a crash', () => {
  it.each([50, 170, 1_000, 5_000])(
    'fault F55: delivers every flushed row exactly once after SIGKILL (killed after %i rows)',
    async (rows) => {
      const { flushed, delivered } = await runAndKill(rows);
      const ledger = new FakeLedger();
      // What had reached the queue is booked by a worker that outlived the gateway.
      for (const text of delivered.filter((_, index) => index % 2 === 0)) await ledger.deliver(JSON.parse(text));
      const spool = await createSpool({
        dir,
        instanceId: 'next',
        flushMs: 5,
        maxRows: 100,
        maxPendingBytes: 1e9,
        sweepMs: 20,
        deliver: ledger.deliver,
        committed: ledger.committed,
        now: () => performance.now(),
        onError: () => undefined,
      });
      await vi.waitUntil(() => spool.pendingRows === 0, { timeout: 30_000 });
      await spool.close();
      const ids = ledger.requestIds;
      expect(new Set(ids).size).toBe(ids.length);
      const booked = new Set(ids);
      const missing = Array.from({ length: flushed }, (_, index) => `row-${index}`).filter((id) => !booked.has(id));
      expect(missing).toEqual([]);
      expect(flushed).toBeGreaterThanOrEqual(rows);
    },
  );

  it('adopts what several killed runs left behind each other', async () => {
    const first = await runAndKill(50);
    const second = await runAndKill(50);
    const ledger = new FakeLedger();
    const spool = await createSpool({
      dir,
      instanceId: 'third',
      flushMs: 5,
      maxRows: 100,
      maxPendingBytes: 1e9,
      sweepMs: 20,
      deliver: ledger.deliver,
      committed: ledger.committed,
      now: () => performance.now(),
      onError: () => undefined,
    });
    await vi.waitUntil(() => spool.pendingRows === 0, { timeout: 30_000 });
    await spool.close();
    // Both runs number their rows from 0, so each number below both counts is there twice.
    const counts = Map.groupBy(ledger.requestIds, (id) => id);
    const both = Math.min(first.flushed, second.flushed);
    for (let row = 0; row < both; row += 1) expect(counts.get(`row-${row}`)).toHaveLength(2);
  });
});
