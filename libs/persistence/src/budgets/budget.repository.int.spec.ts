import { randomUUID } from 'node:crypto';
import { DEFAULT_BUDGET_LEVELS, type LedgerEntry } from '@llm-cost-optimizer/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../__testing__/database.ts';
import { attempt, batchOf, entry, ORGANIZATION, type Random, seededRandom } from '../__testing__/entries.ts';
import { ensureDefaultOrganization } from '../control/organizations.ts';
import { createLedgerRepository, type LedgerRepository } from '../ledger/ledger.repository.ts';
import { type BudgetRepository, createBudgetRepository, type NewBudget } from './budget.repository.ts';

let db: TestDatabase;
let budgets: BudgetRepository;
let ledger: LedgerRepository;
let random: Random;

beforeAll(async () => {
  db = await createTestDatabase();
  await ensureDefaultOrganization(db);
  await db.pool.query("insert into organization (id, name) values ('org_other', 'Other')");
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query(
    'truncate budget, budget_top_up, ledger.budget_spend, ledger_batch, ledger.request, ledger.attempt',
  );
  random = seededRandom(7);
  budgets = createBudgetRepository(db);
  ledger = createLedgerRepository(db);
});

function wanted(changes: Partial<NewBudget> = {}): NewBudget {
  const all = {
    organizationId: ORGANIZATION,
    name: 'All',
    scope: 'organization',
    subject: null,
    period: 'month',
  } as const;
  return { ...all, limitUsd: '10', levels: DEFAULT_BUDGET_LEVELS, ...changes };
}

/** A request of this very moment that cost `costUsd`, by one attempt for each amount. */
function paid(costs: readonly string[], changes: Partial<LedgerEntry['request']> = {}): LedgerEntry {
  const startedAt = new Date().toISOString();
  const attempts = costs.map((costUsd, index) => attempt(random, { costUsd, number: index + 1, startedAt }));
  return entry(random, { startedAt, costUsd: '0', ...changes }, attempts);
}

const write = (entries: readonly LedgerEntry[]) => ledger.writeBatch(batchOf(random, [...entries]));
const spent = async (id: string) => (await budgets.list(ORGANIZATION)).find((one) => one.id === id)?.spentUsd;

describe('spend against budgets', () => {
  it('is booked once with the rows, on every budget they fall under and no other', async () => {
    const made = await Promise.all(
      [
        wanted(),
        wanted({ scope: 'project', subject: 'project-1' }),
        wanted({ scope: 'key', subject: 'key-1' }),
        wanted({ scope: 'user', subject: 'ada' }),
        wanted({ scope: 'tag', subject: 'nightly' }),
        wanted({ scope: 'model', subject: 'groq/llama-3.1-8b-instant' }),
        wanted({ scope: 'model', subject: 'gpt-4o' }),
        wanted({ organizationId: 'org_other' }),
      ].map((one) => budgets.create(one)),
    );
    const batch = batchOf(random, [
      paid(['1', '0.5'], { projectId: 'project-1', keyId: 'key-1' }),
      paid(['2'], { endUser: 'ada', tags: ['nightly', 'other'] }),
      paid(['4'], { projectId: 'project-2', keyId: 'key-2', endUser: 'Ada', tags: ['night'] }),
    ]);
    await Promise.all([ledger.writeBatch(batch), ledger.writeBatch(batch)]);
    const standings = await budgets.listAll();
    const of = (index: number) => standings.find(({ id }) => id === made[index]?.id);
    expect(made.map((_, index) => [of(index)?.spentUsd, of(index)?.requests])).toEqual([
      ['7.5', 3],
      ['1.5', 1],
      ['1.5', 1],
      ['2', 1],
      ['2', 1],
      ['7.5', 3],
      ['0', 0],
      ['0', 0],
    ]);
  });

  it('counts what came before a budget in its period, and nothing twice while rows are being written', async () => {
    await write([paid(['1']), paid(['2'])]);
    const writing = Array.from({ length: 20 }, () => write([paid(['0.1'])]));
    const [made] = await Promise.all([budgets.create(wanted()), ...writing]);
    expect(await spent(made.id)).toBe('5');
  });

  it('leaves out what came before the period', async () => {
    const old = entry(random, { startedAt: '2020-01-15T00:00:00.000Z' });
    await write([old]);
    const made = await budgets.create(wanted());
    expect(made.spentUsd).toBe('0');
    await write([entry(random, { startedAt: '2020-01-16T00:00:00.000Z' })]);
    expect(await spent(made.id)).toBe('0');
  });

  it('charges a call without a known price what the gateway says instead, and only then', async () => {
    const made = await budgets.create(wanted());
    const unknown = attempt(random, { costUsd: null, chargeUsd: '0.25', startedAt: new Date().toISOString() });
    await write([entry(random, { startedAt: unknown.startedAt, costUsd: null }, [unknown])]);
    expect(await spent(made.id)).toBe('0.25');
  });
});

describe('a budget', () => {
  it('has a period of the calendar in UTC by the clock of the database', async () => {
    const made = await budgets.create(wanted({ period: 'week' }));
    expect(new Date(made.periodStart).getUTCDay()).toBe(1);
    expect(Date.parse(made.periodEnd ?? '') - Date.parse(made.periodStart)).toBe(7 * 86_400_000);
    const month = await budgets.create(wanted({ period: 'month' }));
    expect(month.periodEnd).toMatch(/-01T00:00:00.000Z$/);
  });

  it('may be raised for a while', async () => {
    const { id } = await budgets.create(wanted());
    const raised = await budgets.change(ORGANIZATION, id, {
      raise: { usd: '5', until: new Date(Date.now() + 60_000) },
    });
    expect(raised).toMatchObject({ limitUsd: '10', effectiveLimitUsd: '15' });
    const past = await budgets.change(ORGANIZATION, id, { raise: { usd: '5', until: new Date(Date.now() - 60_000) } });
    expect(past?.effectiveLimitUsd).toBe('10');
    expect((await budgets.change(ORGANIZATION, id, { raise: null }))?.raiseUntil).toBeNull();
  });

  it('that is prepaid begins with nothing, never starts anew and is topped up once per payment', async () => {
    await write([paid(['3'])]);
    const made = await budgets.create(wanted({ period: 'none' }));
    expect(made).toMatchObject({ spentUsd: '0', periodEnd: null });
    const payment = randomUUID();
    const topUp = { amountUsd: '20', note: null, author: 'admin' };
    await budgets.topUp(ORGANIZATION, made.id, payment, topUp);
    const again = await budgets.topUp(ORGANIZATION, made.id, payment, topUp);
    expect(again).toMatchObject({ limitUsd: '10', topUpsUsd: '20', effectiveLimitUsd: '30' });
    const monthly = await budgets.create(wanted());
    expect(await budgets.topUp(ORGANIZATION, monthly.id, randomUUID(), topUp)).toBeNull();
  });

  it('can be changed and ended by its own organization only', async () => {
    const { id } = await budgets.create(wanted());
    expect(await budgets.change('org_other', id, { name: 'Mine' })).toBeNull();
    expect(await budgets.archive('org_other', id)).toBe(false);
    expect(await budgets.change(ORGANIZATION, 'no-uuid', { name: 'x' })).toBeNull();
    const changed = await budgets.change(ORGANIZATION, id, { name: 'New', limitUsd: '12.5', levels: [] });
    expect(changed).toMatchObject({ name: 'New', limitUsd: '12.5', levels: [] });
    expect(await budgets.archive(ORGANIZATION, id)).toBe(true);
    expect(await budgets.list(ORGANIZATION)).toEqual([]);
  });

  it('of the configuration is one, follows it and is not changed from elsewhere', async () => {
    await Promise.all([budgets.putConfigured(ORGANIZATION, '50'), budgets.putConfigured(ORGANIZATION, '50')]);
    await budgets.putConfigured(ORGANIZATION, '60');
    const [made, ...others] = await budgets.list(ORGANIZATION);
    expect(others).toEqual([]);
    expect(made).toMatchObject({
      source: 'config',
      scope: 'organization',
      period: 'month',
      limitUsd: '60',
      levels: [],
    });
    expect(await budgets.change(ORGANIZATION, made?.id ?? '', { limitUsd: '1' })).toBeNull();
    expect(await budgets.archive(ORGANIZATION, made?.id ?? '')).toBe(false);
    await budgets.putConfigured(ORGANIZATION, null);
    expect(await budgets.list(ORGANIZATION)).toEqual([]);
  });
});
