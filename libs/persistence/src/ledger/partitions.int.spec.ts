import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../__testing__/database.ts';
import { batchOf, entry, ORGANIZATION, seededRandom } from '../__testing__/entries.ts';
import { createLedgerRepository, type LedgerRepository } from './ledger.repository.ts';

let db: TestDatabase;
let ledger: LedgerRepository;
const random = seededRandom(20);

beforeAll(async () => {
  db = await createTestDatabase();
  ledger = createLedgerRepository(db);
});
afterAll(() => db.drop());

function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * 86_400_000);
}

async function partitionsOf(table: string): Promise<string[]> {
  const { rows } = await db.pool.query<{ name: string }>(
    'select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass order by 1',
    [`ledger.${table}`],
  );
  return rows.map(({ name }) => name);
}

function nameOf(table: string, day: Date): string {
  return `ledger.${table}_${day.toISOString().slice(0, 10).replaceAll('-', '')}`;
}

describe('partitions', () => {
  it('come ahead of time for the next days, and a second run makes none', async () => {
    const { created, dropped } = await ledger.maintainPartitions(new Date(), 90);
    expect(created).toContain(nameOf('request', daysFromNow(3)).replace('ledger.', ''));
    expect(dropped).toEqual([]);
    expect(await ledger.maintainPartitions(new Date(), 90)).toEqual({ created: [], dropped: [] });
    expect(await partitionsOf('attempt')).toEqual(
      expect.arrayContaining([-1, 0, 1, 2, 3].map((days) => nameOf('attempt', daysFromNow(days)))),
    );
  });

  it('come on demand for rows of an earlier day', async () => {
    const day = daysFromNow(-40);
    await ledger.writeBatch(batchOf(random, [entry(random, { startedAt: day.toISOString() })]));
    expect(await partitionsOf('request')).toContain(nameOf('request', day));
    const { rows } = await db.pool.query('select 1 from ledger.request_default');
    expect(rows).toEqual([]);
  });

  it('take nothing away from rows of a wrong clock: the default partition keeps them', async () => {
    const far = [daysFromNow(4_000), daysFromNow(-2_000)].map((day) => entry(random, { startedAt: day.toISOString() }));
    const [delta] = await ledger.writeBatch(batchOf(random, far));
    expect(delta?.requests).toBe(2);
    const { rows } = await db.pool.query('select 1 from ledger.request_default');
    expect(rows).toHaveLength(2);
  });

  it('take over rows that the default partition held in their place', async () => {
    const day = daysFromNow(3);
    const names = ['request', 'attempt'].map((table) => nameOf(table, day));
    for (const name of names) await db.pool.query(`drop table ${name}`);
    const late = entry(random, { startedAt: day.toISOString() });
    // This repository prepared the day before the partition was gone, as one would that cannot get the lock.
    const prepared = createLedgerRepository(db);
    await prepared.writeBatch(batchOf(random, [entry(random, { startedAt: day.toISOString() })]));
    for (const name of names) await db.pool.query(`drop table ${name}`);
    await prepared.writeBatch(batchOf(random, [late]));
    const before = await db.pool.query('select id from ledger.request_default where id = $1', [late.request.id]);
    expect(before.rows).toHaveLength(1);
    await ledger.maintainPartitions(new Date(), 90);
    const { rows } = await db.pool.query<{ home: string }>(
      'select tableoid::regclass::text as home from ledger.request where id = $1',
      [late.request.id],
    );
    expect(rows).toEqual([{ home: nameOf('request', day) }]);
  });

  it('are dropped, not emptied, once all their rows are past the retention; roll-ups stay', async () => {
    const old = daysFromNow(-50);
    await ledger.writeBatch(batchOf(random, [entry(random, { startedAt: old.toISOString(), costUsd: '5' })]));
    const spent = await ledger.spentUsd(ORGANIZATION, daysFromNow(-60));
    const { dropped } = await ledger.maintainPartitions(new Date(), 14);
    expect(dropped).toEqual(
      expect.arrayContaining([nameOf('request', old), nameOf('attempt', old)].map((name) => name.slice(7))),
    );
    expect(await partitionsOf('request')).not.toContain(nameOf('request', old));
    expect(await partitionsOf('request')).toContain(nameOf('request', new Date()));
    expect(await ledger.spentUsd(ORGANIZATION, daysFromNow(-60))).toBe(spent);
  });

  it('can be maintained by several processes at once', async () => {
    const later = daysFromNow(10);
    const results = await Promise.all([1, 2, 3].map(() => createLedgerRepository(db).maintainPartitions(later, 90)));
    const created = results.flatMap((result) => result.created);
    expect(new Set(created).size).toBe(created.length);
    expect(created.length).toBeGreaterThan(0);
  });

  it('forgets batch ids that cannot come again', async () => {
    const batch = batchOf(random, [entry(random)]);
    await ledger.writeBatch(batch);
    await ledger.maintainPartitions(daysFromNow(20), 90);
    expect(await ledger.committedBatches([batch.batchId])).toEqual([batch.batchId]);
    await ledger.maintainPartitions(daysFromNow(40), 90);
    expect(await ledger.committedBatches([batch.batchId])).toEqual([]);
  });
});
