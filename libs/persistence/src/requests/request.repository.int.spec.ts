import {
  type RequestQuery,
  requestDetailSchema,
  requestFacetsSchema,
  requestPageSchema,
} from '@llm-cost-optimizer/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../__testing__/database.ts';
import { attempt, batchOf, entry, ORGANIZATION, randomEntries, seededRandom } from '../__testing__/entries.ts';
import { createKeyRepository } from '../control/key.repository.ts';
import { ensureDefaultOrganization } from '../control/organizations.ts';
import { createLedgerRepository } from '../ledger/ledger.repository.ts';
import { createRequestRepository, type RequestRepository } from './request.repository.ts';

const NOW = new Date('2026-11-20T12:00:00.000Z');
const random = seededRandom(40);
const span = { from: '2026-11-19T00:00:00.000Z', to: '2026-11-20T11:00:00.000Z' };
const entries = randomEntries(random, { count: 230, ...span });
const marked = entry(
  random,
  {
    startedAt: '2026-11-20T11:30:00.000Z',
    clientRequestId: 'trace-100%_done',
    requestedModel: 'my_model%x',
    endUser: 'Ann_Lee',
    tags: ['team:a', 'env:prod'],
    keyId: 'key_9',
    baselineLines: [{ unit: 'input', tokens: 100, rateUsdPerMillion: '2.5', factor: '1', costUsd: '0.00025' }],
  },
  [attempt(random, { number: 1, outcome: 'rate_limited', httpStatus: 429 }), attempt(random, { number: 2 })],
);
const old = entry(random, { startedAt: '2026-08-01T00:00:00.000Z' });
const foreign = randomEntries(random, { count: 20, ...span, organizationId: 'org_other' });
let db: TestDatabase;
let requests: RequestRepository;

beforeAll(async () => {
  db = await createTestDatabase();
  requests = createRequestRepository(db);
  await createLedgerRepository(db).writeBatch(batchOf(random, [...entries, marked, old, ...foreign]));
});
afterAll(() => db.drop());

async function idsOf(query: RequestQuery, organizationId = ORGANIZATION): Promise<string[]> {
  const page = await requests.list(organizationId, { limit: 200, ...query }, NOW);
  return page.items.map(({ id }) => id);
}

describe('list', () => {
  it.each([1, 7, 50, 200])('pages of %i rows cover all requests once, newest first', async (limit) => {
    const seen: { id: string; startedAt: string }[] = [];
    let cursor: string | undefined;
    do {
      const page = await requests.list(ORGANIZATION, { limit, cursor, from: span.from }, NOW);
      expect(requestPageSchema.parse(page)).toEqual(page);
      expect(page.items.length).toBeLessThanOrEqual(limit);
      seen.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    const expected = [...entries, marked]
      .map(({ request }) => request)
      .sort((one, other) => other.startedAt.localeCompare(one.startedAt) || other.id.localeCompare(one.id));
    expect(seen.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
  });

  it('neither repeats nor skips a row when new ones arrive between two pages', async () => {
    const organizationId = 'org_growing';
    const ledger = createLedgerRepository(db);
    const at = (minute: number) => entry(random, { organizationId, startedAt: `2026-11-20T10:${minute}:00.000Z` });
    await ledger.writeBatch(batchOf(random, [at(10), at(11), at(12)]));
    const first = await requests.list(organizationId, { limit: 2 }, NOW);
    await ledger.writeBatch(batchOf(random, [at(13)]));
    const second = await requests.list(organizationId, { limit: 2, cursor: first.nextCursor ?? '' }, NOW);
    const starts = [...first.items, ...second.items].map(({ startedAt }) => startedAt.slice(14, 16));
    expect(starts).toEqual(['12', '11', '10']);
    expect(second.nextCursor).toBeNull();
  });

  it.each([
    { name: 'outcome', query: { outcome: ['failed', 'rejected'] }, matches: 'outcome' },
    { name: 'provider', query: { provider: ['groq'] }, matches: 'servedProvider' },
    { name: 'model', query: { model: ['gpt-4o-mini'] }, matches: 'servedModel' },
    { name: 'mode', query: { mode: ['speed', 'quality'] }, matches: 'mode' },
    { name: 'tier', query: { tier: ['high'] }, matches: 'tier' },
    { name: 'cache', query: { cache: ['HIT'] }, matches: 'cache' },
    { name: 'key', query: { key: ['key_1'] }, matches: 'keyId' },
  ] as const)('filters by $name', async ({ query, matches }) => {
    const wanted: readonly unknown[] = Object.values(query)[0] ?? [];
    const expected = [...entries, marked].filter(({ request }) => wanted.includes(request[matches]));
    expect(expected.length).toBeGreaterThan(0);
    const copied: RequestQuery = Object.fromEntries(Object.entries(query).map(([name, list]) => [name, [...list]]));
    expect(new Set(await idsOf(copied))).toEqual(new Set(expected.map(({ request }) => request.id)));
  });

  it('filters by tag, by provider and model in one name, and by several filters at once', async () => {
    const { id } = marked.request;
    expect(await idsOf({ tag: ['env:prod'] })).toEqual([id]);
    expect(await idsOf({ model: ['groq/llama-3.1-8b-instant'], key: ['key_9'] })).toEqual([id]);
    expect(await idsOf({ model: ['openai/llama-3.1-8b-instant'] })).toEqual([]);
    expect(await idsOf({ tag: ['env:prod'], outcome: ['failed'] })).toEqual([]);
  });

  it.each([
    { name: 'our whole id', search: marked.request.id },
    { name: 'the beginning of our id', search: marked.request.id.slice(0, 16) },
    { name: 'the client’s id', search: 'trace-100%_done' },
    { name: 'the beginning of the client’s id', search: 'trace-100%' },
    { name: 'a model name', search: 'MY_MODEL%' },
    { name: 'an end user', search: 'ann_lee' },
  ])('finds $name', async ({ search }) => {
    expect(await idsOf({ search })).toEqual([marked.request.id]);
  });

  it.each(['%', '_', 'trace%done', 'my%model', "'; drop table ledger.request; --", '\\', 'no\0such'])(
    'takes %j as text, not as a pattern or as SQL',
    async (search) => {
      const found = await idsOf({ search });
      const holds = (text: string | null) => text?.toLowerCase().includes(search.toLowerCase()) === true;
      const expected = [...entries, marked].filter(
        ({ request }) =>
          request.clientRequestId.startsWith(search) ||
          [request.requestedModel, request.servedModel, request.endUser].some((text) => holds(text)),
      );
      expect(new Set(found)).toEqual(new Set(expected.map(({ request }) => request.id)));
    },
  );

  it('goes back thirty days unless asked otherwise, but finds a whole id wherever it is', async () => {
    expect(await idsOf({ model: [old.request.servedModel ?? ''], limit: 200 })).not.toContain(old.request.id);
    expect(await idsOf({ from: '2026-07-01T00:00:00.000Z', to: '2026-09-01T00:00:00.000Z' })).toEqual([old.request.id]);
    expect(await idsOf({ search: old.request.id })).toEqual([old.request.id]);
    expect(await idsOf({ range: '1h' })).toEqual([marked.request.id]);
  });

  it('shows another organization nothing of this one', async () => {
    const ids = await idsOf({}, 'org_other');
    expect(new Set(ids)).toEqual(new Set(foreign.map(({ request }) => request.id)));
    expect(await idsOf({ search: marked.request.id }, 'org_other')).toEqual([]);
  });

  it.each(['', 'x', 'MTIz', Buffer.from('1.not-a-uuid').toString('base64url')])(
    'refuses the cursor %j',
    async (cursor) => {
      await expect(requests.list(ORGANIZATION, { cursor }, NOW)).rejects.toMatchObject({
        code: 'invalid_request',
        param: 'cursor',
      });
    },
  );
});

describe('detail', () => {
  it('has everything that was recorded, attempts in order', async () => {
    const detail = await requests.detail(ORGANIZATION, marked.request.id);
    const { request, attempts } = marked;
    expect(requestDetailSchema.parse(detail)).toEqual(detail);
    expect(detail).toMatchObject({
      id: request.id,
      clientRequestId: request.clientRequestId,
      startedAt: request.startedAt,
      costUsd: request.costUsd,
      baselineUsd: request.baselineCostUsd,
      savedUsd: '0.009',
      levers: request.savings?.levers,
      overheadUsd: '0',
      usage: request.usage,
      ttftMs: request.ttftMs,
      latencyMs: request.latencyMs,
      overheadMs: request.overheadMs,
      trace: request.trace,
      baselineLines: request.baselineLines,
      tags: request.tags,
    });
    expect(detail?.attempts).toEqual(attempts);
  });

  it('is found by the client’s id too; of several the newest', async () => {
    expect((await requests.detail(ORGANIZATION, 'trace-100%_done'))?.id).toBe(marked.request.id);
    const ids = { clientRequestId: 'again' };
    const [older, newer] = [entry(random, ids), entry(random, { ...ids, startedAt: '2026-11-20T10:00:00.001Z' })];
    await createLedgerRepository(db).writeBatch(batchOf(random, [newer, older]));
    expect((await requests.detail(ORGANIZATION, 'again'))?.id).toBe(newer.request.id);
  });

  it.each([
    { name: 'an unknown id', organizationId: ORGANIZATION, id: '01900000-0000-7000-8000-000000000000' },
    { name: 'a text that is no id', organizationId: ORGANIZATION, id: "x' or true --" },
    { name: 'a text with NUL', organizationId: ORGANIZATION, id: 'a\0' },
    { name: 'a request of another organization', organizationId: 'org_other', id: marked.request.id },
    { name: 'a client’s id of another organization', organizationId: 'org_other', id: 'trace-100%_done' },
  ])('is null for $name', async ({ organizationId, id }) => {
    expect(await requests.detail(organizationId, id)).toBeNull();
  });

  it('keeps unknown figures null', async () => {
    const unknown = entry(
      random,
      { costUsd: null, savings: null, baselineCostUsd: null, usage: null, ttftMs: null },
      [],
    );
    await createLedgerRepository(db).writeBatch(batchOf(random, [unknown]));
    expect(await requests.detail(ORGANIZATION, unknown.request.id)).toMatchObject({
      costUsd: null,
      savedUsd: null,
      baselineUsd: null,
      levers: null,
      overheadUsd: null,
      usage: null,
      promptTokens: null,
      ttftMs: null,
      attempts: [],
    });
  });
});

describe('facets', () => {
  it('count the values of the period, most frequent first, with names for keys', async () => {
    await ensureDefaultOrganization(db);
    const key = await createKeyRepository(db).create({
      organizationId: ORGANIZATION,
      name: 'Search service',
      project: null,
      expiresAt: null,
      hash: 'facets',
      prefix: 'lco-',
    });
    const used = entry(random, { keyId: key.id, startedAt: '2026-11-20T11:31:00.000Z' });
    await createLedgerRepository(db).writeBatch(batchOf(random, [used]));
    const period = { from: new Date(span.from), to: NOW };
    const { facets } = await requests.facets(ORGANIZATION, period);
    expect(requestFacetsSchema.parse({ facets })).toEqual({ facets });
    expect(facets.key).toContainEqual({ value: key.id, count: 1, label: 'Search service' });
    expect(facets.tag).toContainEqual({ value: 'env:prod', count: 1 });
    const groq = [...entries, marked].filter(({ request }) => request.servedProvider === 'groq').length;
    expect(facets.provider.find(({ value }) => value === 'groq')?.count).toBeGreaterThanOrEqual(groq);
    expect(facets.outcome.map(({ count }) => count)).toEqual(
      facets.outcome.map(({ count }) => count).toSorted((a, b) => b - a),
    );
    const empty = await requests.facets('org_empty', period);
    expect(Object.values(empty.facets)).toEqual(Array.from({ length: 8 }, () => []));
  });
});
