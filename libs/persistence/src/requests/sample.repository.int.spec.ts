import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../__testing__/database.ts';
import { batchOf, ORGANIZATION, randomEntries, seededRandom } from '../__testing__/entries.ts';
import { createLedgerRepository } from '../ledger/ledger.repository.ts';
import { createSampleRepository, type SampledRequest, type SampleRepository } from './sample.repository.ts';

const random = seededRandom(41);
const span = { from: '2026-11-19T00:00:00.000Z', to: '2026-11-20T11:00:00.000Z' };
const period = { from: new Date(span.from), to: new Date('2026-11-21T00:00:00.000Z') };
const entries = randomEntries(random, { count: 400, ...span });
const foreign = randomEntries(random, { count: 50, ...span, organizationId: 'org_other' });
let db: TestDatabase;
let samples: SampleRepository;

beforeAll(async () => {
  db = await createTestDatabase();
  samples = createSampleRepository(db);
  await createLedgerRepository(db).writeBatch(batchOf(random, [...entries, ...foreign]));
});
afterAll(() => db.drop());

async function take(size: number, total: number): Promise<SampledRequest[]> {
  const rows: SampledRequest[] = [];
  for await (const page of samples.sample(ORGANIZATION, period, size, total)) rows.push(...page);
  return rows;
}

describe('a sample of recorded requests', () => {
  it('is all requests of the organization and period, each once, where it may be that large', async () => {
    expect(await samples.count(ORGANIZATION, period)).toBe(400);
    const rows = await take(1_000, 400);
    expect(rows.map(({ id }) => id).toSorted()).toEqual(entries.map(({ request }) => request.id).toSorted());
  });

  it('is about as large as wanted, never larger, spread over the period, and the same each time', async () => {
    const rows = await take(100, 400);
    expect(rows.length).toBeGreaterThan(60);
    expect(rows.length).toBeLessThanOrEqual(100);
    expect(await take(100, 400)).toEqual(rows);
    const noon = rows.filter(({ startedAt }) => startedAt < '2026-11-19T18:00:00.000Z').length;
    expect(noon).toBeGreaterThan(10);
    expect(noon).toBeLessThan(rows.length - 10);
  });

  it('knows nothing of an empty period', async () => {
    const empty = { from: new Date('2025-01-01'), to: new Date('2025-01-02') };
    expect(await samples.count(ORGANIZATION, empty)).toBe(0);
    for await (const page of samples.sample(ORGANIZATION, empty, 100, 0)) expect(page).toEqual([]);
  });
});
