import {
  type Overview,
  overviewSchema,
  SAVING_LEVERS,
  SAVINGS_GROUPS,
  type SavingsGroup,
} from '@llm-cost-optimizer/contracts';
import { sumMoney, toUsdString, usd } from '@llm-cost-optimizer/pricing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../__testing__/database.ts';
import { batchOf, entry, ORGANIZATION, randomEntries, seededRandom } from '../__testing__/entries.ts';
import { createLedgerRepository } from '../ledger/ledger.repository.ts';
import { createFiguresRepository } from './figures.repository.ts';
import type { GroupSums } from './groups.ts';

const NOW = new Date('2026-11-20T12:30:30.000Z');
const HOUR = 3_600_000;
let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
  const random = seededRandom(30);
  const span = { from: '2026-10-25T00:00:00.000Z', to: '2026-11-20T12:30:00.000Z' };
  const entries = [
    ...randomEntries(random, { count: 500, ...span }),
    ...randomEntries(random, { count: 200, from: '2026-11-20T09:00:00.000Z', to: span.to }),
    ...randomEntries(random, { count: 50, ...span, organizationId: 'org_other' }),
  ];
  await createLedgerRepository(db).writeBatch(batchOf(random, entries));
});
afterAll(() => db.drop());

function overview(hours: number, organizationId = ORGANIZATION): Promise<Overview> {
  const from = new Date(NOW.getTime() - hours * HOUR);
  return createFiguresRepository(db).overview({ organizationId, from, to: NOW, now: NOW });
}

async function rawSums(from: string, to: string) {
  const { rows } = await db.pool.query<Record<string, string>>(
    `select count(*)::int as requests, trim_scale(coalesce(sum(cost_usd), 0))::text as cost,
       trim_scale(coalesce(sum(baseline_usd) filter (where saved_usd is not null), 0))::text as baseline,
       trim_scale(coalesce(sum(saved_usd), 0))::text as saved,
       (count(*) filter (where saved_usd is null))::int as unpriced,
       coalesce(sum(prompt_tokens), 0)::float8 as prompt
     from ledger.request where organization_id = $1 and started_at >= $2 and started_at < $3`,
    [ORGANIZATION, from, to],
  );
  return rows[0];
}

describe('overview', () => {
  it.each([
    { name: '15 minutes', hours: 0.25, bucket: 'minute' },
    { name: '1 hour', hours: 1, bucket: 'minute' },
    { name: '24 hours', hours: 24, bucket: 'hour' },
    { name: '7 days', hours: 168, bucket: 'hour' },
    { name: '30 days', hours: 720, bucket: 'day' },
  ])(
    'of $name is the answer the dashboard expects, and its totals are those of the rows',
    async ({ hours, bucket }) => {
      const answer = await overview(hours);
      expect(overviewSchema.parse(answer)).toEqual(answer);
      expect(answer.period.bucket).toBe(bucket);
      const { totals } = answer;
      expect(await rawSums(answer.period.from, answer.period.to)).toEqual({
        requests: totals.requests,
        cost: totals.costUsd,
        baseline: totals.baselineUsd,
        saved: totals.savedUsd,
        unpriced: totals.unpricedRequests,
        prompt: totals.promptTokens,
      });
      const previous = await rawSums(
        new Date(2 * Date.parse(answer.period.from) - Date.parse(answer.period.to)).toISOString(),
        answer.period.from,
      );
      expect(answer.previous).toMatchObject({
        requests: previous?.requests,
        costUsd: previous?.cost,
        savedUsd: previous?.saved,
      });
    },
  );

  it.each([1, 24, 168, 720])(
    'over %i hours agrees with itself: totals, chart, models and levers are one sum',
    async (hours) => {
      const { totals, series, models, complexity, baselines } = await overview(hours);
      const sum = (values: readonly string[]) => toUsdString(sumMoney(values.map((value) => usd(value))));
      expect(sum(series.map(({ costUsd }) => costUsd))).toBe(totals.costUsd);
      expect(sum(series.map(({ baselineUsd }) => baselineUsd))).toBe(totals.baselineUsd);
      expect(sum(series.map(({ savedUsd }) => savedUsd))).toBe(totals.savedUsd);
      expect(sum(series.flatMap(({ costByModelUsd }) => Object.values(costByModelUsd)))).toBe(totals.costUsd);
      for (const { costUsd, costByModelUsd } of series) expect(sum(Object.values(costByModelUsd))).toBe(costUsd);
      const levers = sumMoney(SAVING_LEVERS.map((lever) => usd(totals.levers[lever])));
      expect(toUsdString(levers - usd(totals.overheadUsd))).toBe(totals.savedUsd);
      expect(series.reduce((count, { requests }) => count + requests, 0)).toBe(totals.requests);
      expect(baselines.reduce((count, { requests }) => count + requests, 0)).toBe(totals.requests);
      expect(totals.succeeded + totals.failed + totals.cancelled + totals.rejected).toBe(totals.requests);
      const { exactHits, semanticHits, shared, misses, bypassed } = totals.cache;
      expect(exactHits + semanticHits + shared + misses + bypassed).toBe(totals.requests);
      expect(models.reduce((count, { requests }) => count + requests, 0)).toBeLessThanOrEqual(totals.requests);
      expect(complexity.every(({ score, requests }) => score >= 1 && requests > 0)).toBe(true);
    },
  );

  it('shows every bucket of the period once, empty ones as zero, and marks those that are cut or still running', async () => {
    const { series, period } = await overview(24);
    expect(series).toHaveLength(25);
    expect(series.map(({ isPartial }) => isPartial)).toEqual([true, ...Array.from({ length: 23 }, () => false), true]);
    expect(series[0]?.start).toBe('2026-11-19T12:00:00.000Z');
    expect(period).toMatchObject({ from: '2026-11-19T12:30:00.000Z', to: '2026-11-20T12:31:00.000Z' });
  });

  it('puts percentiles in order and within a bin of the true ones', async () => {
    const { totals } = await overview(720);
    const { rows } = await db.pool.query<{ p50: number; p95: number }>(
      `select percentile_cont(0.5) within group (order by latency_us) / 1000 as p50,
         percentile_cont(0.95) within group (order by latency_us) / 1000 as p95
       from ledger.request where organization_id = $1 and started_at >= $2
         and outcome in ('ok', 'cache_exact', 'cache_semantic', 'dedup')`,
      [ORGANIZATION, new Date(NOW.getTime() - 720 * HOUR)],
    );
    const { p50, p95, p99 } = totals.latencyMs;
    expect((p50 ?? 0) / (rows[0]?.p50 ?? 0)).toBeCloseTo(1, 0.9);
    expect((p95 ?? 0) / (rows[0]?.p95 ?? 0)).toBeCloseTo(1, 0.9);
    expect([p50, p95, p99]).toEqual([p50, p95, p99].toSorted((one, two) => (one ?? 0) - (two ?? 0)));
    expect(totals.overheadMs.p95).toBeLessThanOrEqual(3.4);
  });

  it('says null, not zero, where there is nothing to divide by', async () => {
    const { totals, models, series, recent, projectedMonthUsd } = await overview(24, 'org_empty');
    expect(totals).toMatchObject({ requests: 0, costUsd: '0', savingsRate: null, uptime: null });
    expect(totals.latencyMs).toEqual({ p50: null, p95: null, p99: null, average: null });
    expect(totals.cache.hitRate).toBeNull();
    expect([models, recent]).toEqual([[], []]);
    expect(series.every(({ requests }) => requests === 0)).toBe(true);
    expect(projectedMonthUsd).toBeNull();
  });

  it('shows an organization its own requests and nobody else’s', async () => {
    const own = await overview(720);
    const other = await overview(720, 'org_other');
    expect(own.totals.requests + own.previous.requests).toBe(700);
    expect(other.totals.requests + other.previous.requests).toBe(50);
    const { rows } = await db.pool.query<{ id: string }>(
      "select id from ledger.request where organization_id = 'org_other'",
    );
    const foreign = new Set(rows.map(({ id }) => id));
    expect(own.recent.some(({ id }) => foreign.has(id))).toBe(false);
  });

  it('names the newest twenty requests of the period, newest first', async () => {
    const { recent } = await overview(24);
    expect(recent).toHaveLength(20);
    const starts = recent.map(({ startedAt }) => startedAt);
    expect(starts).toEqual(starts.toSorted().toReversed());
  });

  it('projects a month from the pace since the first request, and only after an hour', async () => {
    const random = seededRandom(31);
    const early = entry(random, { organizationId: 'org_new', startedAt: '2026-11-20T10:30:00.000Z' });
    await createLedgerRepository(db).writeBatch(batchOf(random, [early]));
    const { projectedMonthUsd } = await overview(24, 'org_new');
    // 0.009 dollars in 120.5 minutes of a month with 43,200.
    expect(Number(projectedMonthUsd)).toBeCloseTo((0.009 * 43_200) / 120.5, 6);
    const late = entry(random, { organizationId: 'org_late', startedAt: '2026-11-20T12:00:00.000Z' });
    await createLedgerRepository(db).writeBatch(batchOf(random, [late]));
    expect((await overview(24, 'org_late')).projectedMonthUsd).toBeNull();
  });

  it('reads roll-ups only: no plan touches a raw table but for the newest requests, which an index limits (D1)', async () => {
    const statements: { text: string; values: unknown[] }[] = [];
    const client = await db.readPool.connect();
    const query = client.query.bind(client);
    Object.assign(client, {
      query: (text: unknown, values?: unknown[]) => {
        if (typeof text === 'string' && text.startsWith('select')) statements.push({ text, values: values ?? [] });
        return query(text as string, values);
      },
    });
    client.release();
    await overview(720);
    const grouped = statements.filter(({ text }) => text.includes('ledger.rollup_') && text.includes('group by'));
    // Totals, chart and models from one reading; scores, modes and baselines from another.
    expect(grouped).toHaveLength(2);
    expect(statements.length).toBeLessThan(8);
    const raw: string[] = [];
    for (const { text, values } of statements) {
      const { rows } = await db.pool.query<{ 'QUERY PLAN': string }>(`explain (format text) ${text}`, values);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toMatch(/rollup_|duration_|request/);
      if (/\b(request|attempt)_(\d{8}|default)/.test(plan)) raw.push(`${text}\n${plan}`);
    }
    expect(raw).toHaveLength(1);
    expect(raw[0]).toContain('limit $4');
  });
});

describe('groups', () => {
  const period = { organizationId: ORGANIZATION, from: new Date(NOW.getTime() - 720 * HOUR), to: NOW, now: NOW };
  const groups = (by: SavingsGroup[], filter = {}) => createFiguresRepository(db).groups({ ...period, by, filter });

  it.each(SAVINGS_GROUPS.map((by) => [by]))('by %s add up to the whole, in requests, money and tokens', async (by) => {
    const [whole] = (await groups([])).groups;
    const { groups: parts } = await groups([by]);
    expect(parts.length).toBeGreaterThan(0);
    const sum = (of: (one: GroupSums) => number) => parts.reduce((total, one) => total + of(one), 0);
    expect(sum(({ sums }) => sums.counts.requests)).toBe(whole?.sums.counts.requests);
    expect(sum(({ tokens }) => tokens.prompt)).toBe(whole?.tokens.prompt);
    for (const name of ['costUsd', 'baselineUsd', 'savedUsd', 'routing', 'overheadUsd'] as const) {
      expect(parts.reduce((total, one) => total + one.sums.moneys[name], 0n)).toBe(whole?.sums.moneys[name]);
    }
  });

  it('may have two dimensions, named in their order', async () => {
    const { groups: parts } = await groups(['day', 'mode']);
    for (const { values } of parts) expect(values[0]).toMatch(/^2026-1[01]-\d\d$/);
    expect(new Set(parts.map(({ values }) => values.join())).size).toBe(parts.length);
  });

  it('can be those of one key', async () => {
    const { groups: byKey } = await groups(['key']);
    const one = byKey.find(({ values }) => values[0] !== null);
    if (one === undefined) throw new Error('No entry has a key.');
    const [own] = (await groups([], { keyId: one.values[0] ?? '' })).groups;
    expect(own?.sums).toEqual(one.sums);
    expect((await groups([], { keyId: 'nobody' })).groups).toEqual([]);
  });
});

describe('what the router decided', () => {
  it('spreads over tiers and models as the rows say, calls of its own only, and of nobody else', async () => {
    const from = new Date(NOW.getTime() - 24 * HOUR);
    const shares = await createFiguresRepository(db).routedShares({
      organizationId: ORGANIZATION,
      from,
      to: NOW,
      now: NOW,
    });
    const { rows } = await db.pool.query<{ tier: string; model: string; requests: number }>(
      `select tier, served_provider || '/' || served_model as model, count(*)::int as requests from ledger.request
       where organization_id = $1 and started_at >= $2 and started_at < $3
         and outcome = 'ok' and tier is not null and served_model is not null group by 1, 2`,
      [ORGANIZATION, '2026-11-19T12:30:00.000Z', '2026-11-20T12:31:00.000Z'],
    );
    const shown = (list: readonly { tier: string; model: string; requests: number }[]) =>
      list.map(({ tier, model, requests }) => `${tier} ${model} ${requests}`).sort();
    expect(rows.length).toBeGreaterThan(3);
    expect(shown(shares)).toEqual(shown(rows));
  });
});
