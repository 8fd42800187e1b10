import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../__testing__/database.ts';
import { attempt, batchOf, entry, ORGANIZATION, randomEntries, seededRandom } from '../__testing__/entries.ts';
import { createLedgerRepository, type LedgerRepository } from './ledger.repository.ts';
import { GRAINS } from './rollup-columns.ts';

let db: TestDatabase;
let ledger: LedgerRepository;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query(
    `truncate ledger_batch, ledger.request, ledger.attempt, ledger.refused_entry, ${GRAINS.flatMap((grain) => [
      `ledger.rollup_${grain}`,
      `ledger.duration_${grain}`,
    ]).join(', ')}`,
  );
  ledger = createLedgerRepository(db);
});

const week = { from: '2026-11-14T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' };

async function count(table: string): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>(`select count(*)::int as count from ${table}`);
  return rows[0]?.count ?? 0;
}

async function expectSumsToAgree(organizationId = ORGANIZATION): Promise<void> {
  const totals = await ledger.totals(organizationId);
  for (const grain of GRAINS) expect(totals.rollups[grain], grain).toEqual(totals.raw);
}

describe('writeBatch', () => {
  it('writes request, attempts and roll-ups, and says what it added', async () => {
    const random = seededRandom(1);
    const failed = entry(random, {
      outcome: 'failed',
      servedModel: null,
      costUsd: '0',
      savings: null,
      baselineCostUsd: null,
    });
    const hit = entry(random, { outcome: 'cache_exact', cache: 'HIT', costUsd: '0' }, []);
    const deltas = await ledger.writeBatch(batchOf(random, [entry(random), failed, hit]));
    expect(deltas).toEqual([
      {
        organizationId: ORGANIZATION,
        committedAt: expect.stringMatching(/^\d{4}-.*Z$/),
        requests: 3,
        failed: 1,
        cacheHits: 1,
        costUsd: '0.001',
        savedUsd: '0.018',
      },
    ]);
    expect(await count('ledger.request')).toBe(3);
    expect(await count('ledger.attempt')).toBe(2);
    await expectSumsToAgree();
  });

  it('changes nothing when the batch comes a second time', async () => {
    const random = seededRandom(2);
    const batch = batchOf(random, randomEntries(random, { count: 40, ...week }));
    expect(await ledger.writeBatch(batch)).toHaveLength(1);
    const before = await ledger.totals(ORGANIZATION);
    expect(await ledger.writeBatch(batch)).toEqual([]);
    expect(await ledger.totals(ORGANIZATION)).toEqual(before);
    expect(await ledger.committedBatches([batch.batchId, '01900000-0000-7000-8000-000000000000'])).toEqual([
      batch.batchId,
    ]);
  });

  it('counts a row once that comes again in another batch', async () => {
    const random = seededRandom(3);
    const entries = randomEntries(random, { count: 30, ...week });
    await ledger.writeBatch(batchOf(random, entries.slice(0, 20)));
    const deltas = await ledger.writeBatch(batchOf(random, [...entries.slice(10), ...entries.slice(25)]));
    expect(deltas[0]?.requests).toBe(10);
    expect(await count('ledger.request')).toBe(30);
    expect(await count('ledger.attempt')).toBe(entries.flatMap(({ attempts }) => attempts).length);
    await expectSumsToAgree();
  });

  it('writes a batch once when two workers hold it at the same time', async () => {
    const random = seededRandom(4);
    const batch = batchOf(random, randomEntries(random, { count: 50, ...week }));
    const results = await Promise.all([ledger.writeBatch(batch), createLedgerRepository(db).writeBatch(batch)]);
    expect(results.map(({ length }) => length).sort()).toEqual([0, 1]);
    expect(await count('ledger.request')).toBe(50);
    await expectSumsToAgree();
  });

  it('lets twenty workers write to the same roll-up rows without a deadlock and without losing a row', async () => {
    const random = seededRandom(5);
    const minute = { from: '2026-11-20T10:00:00.000Z', to: '2026-11-20T10:02:00.000Z' };
    const batches = Array.from({ length: 20 }, (_, index) => {
      const entries = randomEntries(random, { count: 50, ...minute });
      return batchOf(random, index % 2 === 0 ? entries : entries.toReversed());
    });
    await ledger.writeBatch(batchOf(random, [entry(random, { organizationId: 'org_first', startedAt: minute.from })]));
    const connect = vi.spyOn(db.pool, 'connect');
    await Promise.all(batches.map((batch) => ledger.writeBatch(batch)));
    // A deadlock would be resolved by a second transaction.
    expect(connect).toHaveBeenCalledTimes(batches.length);
    connect.mockRestore();
    expect(await count('ledger.request')).toBe(1_001);
    await expectSumsToAgree();
  });

  it('leaves nothing behind when it breaks off in the middle, and can be repeated', async () => {
    const random = seededRandom(6);
    const batch = batchOf(random, randomEntries(random, { count: 20, ...week }));
    await db.pool.query('alter table ledger.duration_day rename to duration_day_away');
    await expect(ledger.writeBatch(batch)).rejects.toThrow('duration_day');
    await db.pool.query('alter table ledger.duration_day_away rename to duration_day');
    for (const table of ['ledger_batch', 'ledger.request', 'ledger.attempt', 'ledger.rollup_minute']) {
      expect(await count(table), table).toBe(0);
    }
    await ledger.writeBatch(batch);
    expect(await count('ledger.request')).toBe(20);
    await expectSumsToAgree();
  });

  it('keeps rows whose texts hold NUL, lone surrogates or anything else a client may send (F82)', async () => {
    const random = seededRandom(7);
    const nasty = 'a\0b\ud83d \u202e\u{1f600} \\u0000 %';
    const entries = [
      entry(random, { endUser: nasty, tags: [nasty, 'x'.repeat(50_000)], requestedModel: nasty, sessionId: nasty }),
      entry(random, { clientRequestId: `long-${'\u{1f600}'.repeat(3_000)}` }),
      entry(random),
    ];
    await ledger.writeBatch(batchOf(random, entries));
    const { rows } = await db.pool.query<{ end_user: string }>(
      'select end_user from ledger.request where end_user is not null',
    );
    expect(rows).toEqual([{ end_user: 'a\ufffdb\ufffd \u202e\u{1f600} \\u0000 %' }]);
    expect(await count('ledger.request')).toBe(3);
  });

  it('sets an entry aside that Postgres refuses, and writes the others', async () => {
    const random = seededRandom(8);
    const good = randomEntries(random, { count: 5, ...week });
    const bad = entry(random, { id: 'not-a-uuid' });
    const deltas = await ledger.writeBatch(batchOf(random, [...good.slice(0, 2), bad, ...good.slice(2)]));
    expect(deltas[0]?.requests).toBe(5);
    expect(await ledger.refusedEntries()).toBe(1);
    expect(await count('ledger.request')).toBe(5);
    await expectSumsToAgree();
  });

  it('keeps money to the twelfth decimal and unknown money as null', async () => {
    const random = seededRandom(9);
    await ledger.writeBatch(
      batchOf(random, [
        entry(random, { costUsd: '0.000000000001' }),
        entry(random, { costUsd: '123456789012.000000000001' }),
        entry(random, { costUsd: null, savings: null }),
      ]),
    );
    const { raw } = await ledger.totals(ORGANIZATION);
    expect(raw.cost_usd).toBe('123456789012.000000000002');
    expect(raw).toMatchObject({ requests: '3', unpriced_requests: '1', unknown_cost_requests: '1' });
    await expectSumsToAgree();
  });

  it('counts a request as rescued when it succeeded although an attempt failed', async () => {
    const random = seededRandom(10);
    const attempts = [attempt(random, { outcome: 'overloaded' }), attempt(random, { number: 2 })];
    await ledger.writeBatch(batchOf(random, [entry(random, {}, attempts), entry(random)]));
    const { raw } = await ledger.totals(ORGANIZATION);
    expect(raw).toMatchObject({ attempts: '3', failed_attempts: '1', rescued_requests: '1' });
  });
});

describe('sums that must hold', () => {
  it.each([11, 12, 13])(
    'sums over minutes, hours and days are those over the rows, to the last digit (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      const entries = randomEntries(random, { count: 400, ...week });
      const other = randomEntries(random, { count: 100, ...week, organizationId: 'org_other' });
      const mixed = [...entries, ...other].sort((one, two) => one.request.id.localeCompare(two.request.id));
      for (let at = 0; at < mixed.length; at += 125)
        await ledger.writeBatch(batchOf(random, mixed.slice(at, at + 125)));
      await expectSumsToAgree();
      await expectSumsToAgree('org_other');
      const { raw } = await ledger.totals(ORGANIZATION);
      expect(raw.requests).toBe('400');
    },
  );

  it('spend since a time is the cost of the rows since then', async () => {
    const random = seededRandom(14);
    await ledger.writeBatch(batchOf(random, randomEntries(random, { count: 300, ...week })));
    for (const from of ['2026-11-01T00:00:00Z', '2026-11-17T13:37:00Z', '2026-11-20T00:00:00Z']) {
      const { rows } = await db.pool.query<{ cost: string }>(
        'select trim_scale(coalesce(sum(cost_usd), 0))::text as cost from ledger.request where started_at >= $1',
        [from],
      );
      expect(await ledger.spentUsd(ORGANIZATION, new Date(from))).toBe(rows[0]?.cost);
    }
    expect(await ledger.spentUsd('org_other', new Date(0))).toBe('0');
  });
});
