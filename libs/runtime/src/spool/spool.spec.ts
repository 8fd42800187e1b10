import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createId } from '../ids.ts';
import { FakeLedger } from '../test-support/fake-ledger.ts';
import { ledgerEntry } from '../test-support/ledger-entry.ts';
import { createSpool, type Spool, type SpoolOptions } from './spool.ts';

let dir: string;
let ledger: FakeLedger;
let time: number;
const errors: string[] = [];
const opened: Spool[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lco-spool-'));
  ledger = new FakeLedger();
  time = 1_000_000;
  errors.length = 0;
});

afterEach(async () => {
  for (const spool of opened.splice(0)) await spool.close();
  await rm(dir, { recursive: true, force: true });
});

async function open(options: Partial<SpoolOptions> = {}): Promise<Spool> {
  const spool = await createSpool({
    dir,
    instanceId: 'instance',
    // Far away: tests seal by flush and ask by sweep.
    flushMs: 3_600_000,
    sweepMs: 3_600_000,
    maxRows: 1_000,
    maxPendingBytes: 10_000_000,
    deliver: ledger.deliver,
    committed: ledger.committed,
    now: () => time,
    onError: (error) => errors.push(error.message),
    ...options,
  });
  opened.push(spool);
  return spool;
}

async function segments(): Promise<string[]> {
  return (await readdir(dir)).filter((name) => name.endsWith('.jsonl')).sort();
}

function textIn(spool: Spool, batchId: string): Promise<string | null> {
  return spool.useText(batchId, async (text) => Buffer.from(text).toString());
}

async function requestIdsIn(spool: Spool, batchId: string): Promise<string[]> {
  const lines = ((await textIn(spool, batchId)) ?? '').split('\n');
  // Behind the last line break there is nothing.
  lines.pop();
  return lines.map((line) => JSON.parse(line).request.id);
}

async function recordMany(spool: Spool, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => createId());
  for (const id of ids) spool.record(ledgerEntry({ id }));
  await spool.flush();
  return ids;
}

describe('spool', () => {
  it('delivers recorded rows and keeps their file until the batch is known to be in the database', async () => {
    const spool = await open();
    const ids = await recordMany(spool, 3);
    await vi.waitUntil(() => ledger.batches.size === 1);
    expect(ledger.requestIds).toEqual(ids);
    expect(spool.pendingRows).toBe(3);
    expect(await segments()).toEqual([...ledger.batches.keys()].map((id) => `${id}.jsonl`));
    spool.acknowledge([...ledger.batches.keys()]);
    expect(spool.pendingRows).toBe(0);
    expect(spool.pendingBytes).toBe(0);
    await vi.waitUntil(async () => (await segments()).length === 0);
  });

  it('by reference, hands over names and gives the rows to whoever asks, until they are in the database', async () => {
    const spool = await open({ isByReference: true });
    const ids = await recordMany(spool, 3);
    await vi.waitUntil(() => ledger.batches.size === 1);
    const [batch] = ledger.batches.values();
    expect(batch?.entries).toEqual([]);
    const batchId = batch?.batchId ?? '';
    expect(await requestIdsIn(spool, batchId)).toEqual(ids);
    spool.acknowledge([batchId]);
    expect(await textIn(spool, batchId)).toBeNull();
    expect(await textIn(spool, 'none of ours')).toBeNull();
  });

  it('writes the text that came with a row as it is', async () => {
    const spool = await open({ isByReference: true });
    const text = JSON.stringify(ledgerEntry({ id: 'as text' }));
    spool.record(ledgerEntry({ id: 'as object' }), text);
    await spool.flush();
    await vi.waitUntil(() => ledger.batches.size === 1);
    const [batchId = ''] = ledger.batches.keys();
    expect(await textIn(spool, batchId)).toBe(`${text}\n`);
    expect(await readFile(join(dir, `${batchId}.jsonl`), 'utf8')).toBe(`${text}\n`);
  });

  it('by reference, reads the file again for batches of an earlier run and for those beyond what is kept', async () => {
    ledger.isAway = true;
    const before = await open();
    const earlier = await recordMany(before, 2);
    await before.close();
    ledger.isAway = false;
    const spool = await open({ isByReference: true, maxRows: 1 });
    const later = await recordMany(spool, 40);
    await vi.waitUntil(() => ledger.batches.size === 41);
    const given = await Promise.all([...ledger.batches.keys()].sort().map((batchId) => requestIdsIn(spool, batchId)));
    expect(given.flat()).toEqual([...earlier, ...later]);
  });

  it('learns from the database which batches it has', async () => {
    const spool = await open();
    await recordMany(spool, 2);
    await vi.waitUntil(() => ledger.batches.size === 1);
    await spool.sweep();
    expect(spool.pendingRows).toBe(0);
    await vi.waitUntil(async () => (await segments()).length === 0);
  });

  it('has a row in a file before its segment is sealed', async () => {
    const spool = await open({ appendMs: 1 });
    spool.record(ledgerEntry({ id: 'early' }));
    await vi.waitUntil(async () => {
      const [name] = await segments();
      return name !== undefined && (await readFile(join(dir, name), 'utf8')).includes('"id":"early"');
    });
    expect(ledger.deliveries).toBe(0);
    expect(spool.pendingRows).toBe(1);
  });

  it('splits rows into segments of the largest allowed size, in order', async () => {
    const spool = await open({ maxRows: 7 });
    const ids = await recordMany(spool, 20);
    await vi.waitUntil(() => ledger.batches.size === 3);
    const inOrder = [...ledger.batches.values()].sort((a, b) => (a.batchId < b.batchId ? -1 : 1));
    expect(inOrder.map(({ entries }) => entries.length)).toEqual([7, 7, 6]);
    expect(inOrder.flatMap(({ entries }) => entries.map(({ request }) => request.id))).toEqual(ids);
  });

  it('fault F47: keeps rows while the database is away and delivers each of them once when it is back', async () => {
    const spool = await open({ maxRows: 5 });
    ledger.isAway = true;
    const ids = await recordMany(spool, 23);
    await spool.sweep();
    expect(ledger.batches.size).toBe(0);
    expect(spool.pendingRows).toBe(23);
    expect(errors).toEqual(['Ledger rows wait on the disk: the database is away']);
    ledger.isAway = false;
    await vi.waitUntil(async () => {
      time += 20_000;
      await spool.sweep();
      return spool.pendingRows === 0;
    });
    expect(ledger.requestIds.sort()).toEqual(ids);
  });

  it('hands a batch over again when it was accepted and never arrived', async () => {
    const spool = await open();
    ledger.isForgetful = true;
    const ids = await recordMany(spool, 2);
    await vi.waitUntil(() => ledger.deliveries === 1);
    await spool.sweep();
    expect(ledger.deliveries).toBe(1);
    ledger.isForgetful = false;
    time += 31_000;
    await spool.sweep();
    await vi.waitUntil(() => ledger.batches.size === 1);
    expect(ledger.requestIds).toEqual(ids);
  });

  it('fault F51: goes on at once when the clock is set back while rows wait', async () => {
    const spool = await open();
    ledger.isAway = true;
    const ids = await recordMany(spool, 2);
    await vi.waitUntil(() => errors.length === 1);
    ledger.isAway = false;
    time -= 3_600_000;
    await spool.sweep();
    await vi.waitUntil(() => ledger.batches.size === 1);
    expect(ledger.requestIds).toEqual(ids);
  });

  it('lets one bad batch wait without holding up the others', async () => {
    const bad: string[] = [];
    const spool = await open({
      maxRows: 1,
      deliver: async (batch) => {
        if (batch.entries[0]?.request.endUser === 'bad') {
          bad.push(batch.batchId);
          throw new Error('refused');
        }
        await ledger.deliver(batch);
      },
    });
    spool.record(ledgerEntry({ note: 'bad' }));
    for (let count = 0; count < 5; count += 1) spool.record(ledgerEntry());
    await spool.flush();
    await vi.waitUntil(async () => {
      time += 2_000;
      await spool.sweep();
      return ledger.batches.size === 5;
    });
    expect(spool.pendingRows).toBe(1);
    expect(bad.length).toBeGreaterThan(0);
  });

  it('delivers what an earlier run left, and asks first so that nothing is handed over twice', async () => {
    const first = await open({ maxRows: 2 });
    ledger.isAway = true;
    const ids = await recordMany(first, 4);
    await first.close();
    ledger.isAway = false;
    const [done] = await segments();
    const batchId = done?.replace('.jsonl', '') ?? '';
    const lines = (await readFile(join(dir, `${batchId}.jsonl`), 'utf8')).trim().split('\n');
    await ledger.deliver({ batchId, instanceId: 'worker', entries: lines.map((line) => JSON.parse(line)) });
    const second = await open();
    await vi.waitUntil(() => ledger.batches.size === 2);
    expect(ledger.deliveries).toBe(2);
    expect(ledger.requestIds).toEqual(ids);
    await second.sweep();
    expect(second.pendingRows).toBe(0);
  });

  it('starts and delivers leftovers even when the database cannot be asked', async () => {
    ledger.isAway = true;
    const first = await open();
    const ids = await recordMany(first, 2);
    await first.close();
    const second = await open();
    expect(second.pendingRows).toBe(2);
    ledger.isAway = false;
    time += 60_000;
    await second.sweep();
    await vi.waitUntil(() => ledger.batches.size === 1);
    expect(ledger.requestIds).toEqual(ids);
  });

  it.each([
    { name: 'cut in the middle of a character', cut: (text: string) => Buffer.from(text).subarray(0, -5) },
    {
      name: 'cut in the middle of a number',
      cut: (text: string) => Buffer.from(text.slice(0, text.indexOf('12.5') + 2)),
    },
    { name: 'of zeros, as some disks leave it', cut: () => Buffer.alloc(40) },
  ])('leaves out a last line that a crash left $name, with a note', async ({ cut }) => {
    const batchId = createId();
    const whole = JSON.stringify(ledgerEntry({ id: 'whole' }));
    const torn = cut(JSON.stringify(ledgerEntry({ id: 'torn', note: 'äöü' })));
    await writeFile(join(dir, `${batchId}.jsonl`), Buffer.concat([Buffer.from(`${whole}\n`), torn]));
    await open();
    await vi.waitUntil(() => ledger.batches.size === 1);
    expect(ledger.requestIds).toEqual(['whole']);
    expect(errors).toEqual([
      `The last row of ledger segment ${batchId} was cut off by a crash before it was written; it is left out.`,
    ]);
  });

  it('counts a last line that is whole but for its line end', async () => {
    const text = `${JSON.stringify(ledgerEntry({ id: 'one' }))}\n${JSON.stringify(ledgerEntry({ id: 'two' }))}`;
    await writeFile(join(dir, `${createId()}.jsonl`), text);
    await open();
    await vi.waitUntil(() => ledger.batches.size === 1);
    expect(ledger.requestIds).toEqual(['one', 'two']);
    expect(errors).toEqual([]);
  });

  it('keeps a segment with damaged lines aside and delivers the good ones', async () => {
    const batchId = createId();
    const line = (id: string) => JSON.stringify(ledgerEntry({ id }));
    await writeFile(join(dir, `${batchId}.jsonl`), `${line('one')}\n{"request":damaged\n[]\n${line('two')}\n`);
    const spool = await open();
    await vi.waitUntil(() => ledger.batches.size === 1);
    await spool.sweep();
    await vi.waitUntil(async () => (await readdir(dir)).includes(`${batchId}.jsonl.damaged`));
    expect(ledger.requestIds).toEqual(['one', 'two']);
    expect(errors).toEqual([
      `2 rows of ledger segment ${batchId} are damaged; the file is kept as ${batchId}.jsonl.damaged.`,
    ]);
  });

  it('drops segments without rows and leaves foreign files alone', async () => {
    await writeFile(join(dir, `${createId()}.jsonl`), '');
    await writeFile(join(dir, 'notes.jsonl'), 'mine');
    const spool = await open();
    await vi.waitUntil(async () => (await segments()).length === 1);
    expect(await segments()).toEqual(['notes.jsonl']);
    expect(spool.pendingRows).toBe(0);
    expect(ledger.deliveries).toBe(0);
  });

  it('refuses a folder that a living gateway uses, and takes it once that one has closed', async () => {
    const first = await open();
    await expect(open()).rejects.toThrow(
      `The ledger spool in ${dir} is used by another gateway (process ${process.pid}). Stop that one, or set LCO_DATA_DIR to another folder.`,
    );
    await first.close();
    await open();
  });

  it('fault F48: is full when the waiting bytes reach the bound, and takes rows again when they are gone', async () => {
    const spool = await open({ maxPendingBytes: 5_000 });
    ledger.isAway = true;
    expect(spool.isFull).toBe(false);
    await recordMany(spool, 6);
    expect(spool.isFull).toBe(true);
    spool.record(ledgerEntry({ id: 'still-taken' }));
    await spool.flush();
    expect(spool.pendingRows).toBe(7);
    ledger.isAway = false;
    await vi.waitUntil(async () => {
      time += 20_000;
      await spool.sweep();
      return !spool.isFull;
    });
    expect(ledger.requestIds).toContain('still-taken');
  });

  it('fault F48: is full while the disk refuses, loses nothing, and goes on by itself', async () => {
    const spool = await open();
    await rm(dir, { recursive: true });
    spool.record(ledgerEntry({ id: 'first' }));
    await expect(spool.flush()).rejects.toThrow(/ENOENT/);
    expect(spool.isFull).toBe(true);
    expect(spool.pendingRows).toBe(1);
    spool.record(ledgerEntry({ id: 'second' }));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/^The ledger spool cannot write to /);
    const { mkdir } = await import('node:fs/promises');
    await mkdir(dir);
    await spool.flush();
    expect(spool.isFull).toBe(false);
    await vi.waitUntil(() => ledger.requestIds.length === 2);
    expect(ledger.requestIds).toEqual(['first', 'second']);
  });

  it('adds up the exact cost of pending rows by organization, recorded, written and delivered ones', async () => {
    const spool = await open({ maxRows: 2 });
    ledger.isAway = true;
    const costs = ['0.1', '0.2', '0.000000000001', null];
    for (const costUsd of costs) spool.record(ledgerEntry({ organizationId: 'a', costUsd }));
    expect(spool.pendingCostUsd('a')).toBe('0.300000000001');
    await spool.flush();
    spool.record(ledgerEntry({ organizationId: 'a', costUsd: '1' }));
    spool.record(ledgerEntry({ organizationId: 'b', costUsd: '5' }));
    expect(spool.pendingCostUsd('a')).toBe('1.300000000001');
    expect(spool.pendingCostUsd('b')).toBe('5');
    expect(spool.pendingCostUsd('c')).toBe('0');
    await spool.close();
    ledger.isAway = false;
    const next = await open();
    expect(next.pendingCostUsd('a')).toBe('1.300000000001');
    await vi.waitUntil(async () => {
      await next.sweep();
      return next.pendingRows === 0;
    });
    expect(next.pendingCostUsd('a')).toBe('0');
  });

  it('keeps a row that settles after the end for the next start', async () => {
    const spool = await open();
    await spool.close();
    spool.record(ledgerEntry({ id: 'late' }));
    await open();
    await vi.waitUntil(() => ledger.batches.size === 1);
    expect(ledger.requestIds).toEqual(['late']);
  });

  it('overwrites what a failed append left behind', async () => {
    const { SegmentWriter, readSegment } = await import('./segment-file.ts');
    const path = join(dir, `${createId()}.jsonl`);
    const writer = await SegmentWriter.create(path);
    await writer.append(Buffer.from(`${JSON.stringify(ledgerEntry({ id: 'one' }))}\n`));
    await appendFile(path, '{"request":{"id":"half');
    await writer.append(Buffer.from(`${JSON.stringify(ledgerEntry({ id: 'two' }))}\n`));
    await appendFile(path, 'rest');
    await writer.seal();
    const { entries, isTorn, damagedLines } = await readSegment(path);
    expect(entries.map(({ request }) => request.id)).toEqual(['one', 'two']);
    expect({ isTorn, damagedLines }).toEqual({ isTorn: false, damagedLines: 0 });
  });

  it('reports a row that cannot be written as JSON and goes on with the others', async () => {
    const spool = await open();
    const entry = ledgerEntry({ id: 'bad' });
    const cyclic = { ...entry, attempts: [] as unknown[] };
    cyclic.attempts.push(cyclic);
    spool.record(cyclic as unknown as typeof entry);
    const ids = await recordMany(spool, 1);
    await vi.waitUntil(() => ledger.batches.size === 1);
    expect(ledger.requestIds).toEqual(ids);
    expect(errors[0]).toMatch(/^A ledger row is lost, it cannot be written as JSON/);
  });
});
