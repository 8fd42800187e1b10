import type { DecisionReading } from '@llm-cost-optimizer/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../__testing__/database.ts';
import { batchOf, entry, ORGANIZATION, seededRandom } from '../__testing__/entries.ts';
import { createLedgerRepository } from '../ledger/ledger.repository.ts';
import { createRequestRepository } from '../requests/request.repository.ts';
import { type BeliefsRepository, createBeliefsRepository } from './beliefs.repository.ts';
import { createFeedbackRepository, type FeedbackRepository } from './feedback.repository.ts';
import type { NewLabel } from './label.ts';

const random = seededRandom(77);
const reading: DecisionReading = { model: 'quality-1', task: 'code', vector: [0.5, -1], certainty: 0.8 };
const withReading = {
  trace: {
    features: null,
    scorer: 'quality-1',
    reasons: [],
    candidates: [],
    dropped: [],
    droppedParameters: [],
    stageMs: {},
    decision: {
      requested: { kind: 'virtual', name: 'auto', mode: null },
      policy: { mode: 'cost', dial: null, qualityTarget: null, minTier: null },
      reading,
    },
  },
} as const;
const mine = entry(random, { keyId: 'key_1', clientRequestId: 'shared-id', ...withReading });
const theirs = entry(random, {
  keyId: 'key_2',
  clientRequestId: 'shared-id',
  startedAt: '2026-11-20T11:00:00.000Z',
});
const at = new Date('2026-11-20T12:00:00.000Z');
const later = new Date('2026-11-20T13:00:00.000Z');
let db: TestDatabase;
let feedback: FeedbackRepository;
let beliefs: BeliefsRepository;

beforeAll(async () => {
  db = await createTestDatabase();
  feedback = createFeedbackRepository(db);
  beliefs = createBeliefsRepository(db);
  await createLedgerRepository(db).writeBatch(batchOf(random, [mine, theirs]));
});
afterAll(() => db.drop());

const labelFor = (over: Partial<NewLabel> = {}): NewLabel => ({
  organizationId: ORGANIZATION,
  requestId: mine.request.id,
  model: 'groq/llama-3.1-8b-instant',
  reading,
  outcome: 1,
  weight: 1,
  at,
  ...over,
});

async function say(over: Partial<Parameters<FeedbackRepository['save']>[0]> = {}) {
  const request = await feedback.findRequest(ORGANIZATION, mine.request.id, null);
  if (request === null) throw new Error('The request is missing.');
  return feedback.save({
    organizationId: ORGANIZATION,
    request,
    score: 1,
    shouldHaveUsed: null,
    comment: null,
    source: 'api',
    label: labelFor(),
    at,
    ...over,
  });
}

describe('feedback', () => {
  it('finds a request by our id and by the client’s, and a key finds its own alone', async () => {
    expect(await feedback.findRequest(ORGANIZATION, mine.request.id, 'key_1')).toMatchObject({
      id: mine.request.id,
      keyId: 'key_1',
      model: 'groq/llama-3.1-8b-instant',
      reading,
    });
    expect((await feedback.findRequest(ORGANIZATION, 'shared-id', 'key_1'))?.id).toBe(mine.request.id);
    expect((await feedback.findRequest(ORGANIZATION, 'shared-id', 'key_2'))?.id).toBe(theirs.request.id);
    expect(await feedback.findRequest(ORGANIZATION, mine.request.id, 'key_2')).toBeNull();
    expect(await feedback.findRequest('org_other', mine.request.id, null)).toBeNull();
    expect(await feedback.findRequest(ORGANIZATION, 'no\0such', null)).toBeNull();
  });

  it('keeps one word per request, the last one, and shows it with the request', async () => {
    expect(await say()).toBe('created');
    expect(await say({ score: 0.25, comment: 'Wrong year: “1985”.', at: later, label: labelFor({ at: later }) })).toBe(
      'replaced',
    );
    const detail = await createRequestRepository(db).detail(ORGANIZATION, mine.request.id);
    expect(detail?.feedback).toEqual({
      score: 0.25,
      shouldHaveUsed: null,
      comment: 'Wrong year: “1985”.',
      source: 'api',
      teaches: true,
      updatedAt: expect.stringContaining('2026-11-20'),
    });
    const { rows } = await db.pool.query('select count(*)::int as count from ledger.feedback');
    expect(rows[0].count).toBe(1);
  });

  it('lets go of what is as old as requests that are let go', async () => {
    expect(await feedback.removeBefore(new Date('2026-11-20T09:00:00.000Z'))).toBe(0);
    expect(await feedback.removeBefore(new Date('2026-11-20T10:30:00.000Z'))).toBe(1);
  });
});

describe('beliefs', () => {
  it('learn every label exactly once, however many gateways learn at the same time', async () => {
    const organizationId = 'org_learning';
    const labels = Array.from({ length: 30 }, (_, index) =>
      labelFor({ organizationId, requestId: entry(random, {}).request.id, at: new Date(at.getTime() + index) }),
    );
    await beliefs.addLabels(labels);
    expect(await beliefs.waiting()).toContain(organizationId);
    const append = (before: unknown, more: readonly NewLabel[]) => [
      ...(Array.isArray(before) ? before : []),
      ...more.map(({ requestId }) => requestId),
    ];
    const learned = await Promise.all(Array.from({ length: 5 }, () => beliefs.learn(organizationId, append)));
    expect(learned.reduce((sum, count) => sum + count, 0)).toBe(30);
    const stored = await beliefs.read(organizationId);
    expect(new Set(stored?.beliefs as string[])).toEqual(new Set(labels.map(({ requestId }) => requestId)));
    expect(stored?.beliefs).toHaveLength(30);
    expect(await beliefs.waiting()).not.toContain(organizationId);
  });

  it('give back what is to be learned when learning fails', async () => {
    const organizationId = 'org_failing';
    await beliefs.addLabels([labelFor({ organizationId })]);
    const failing = beliefs.learn(organizationId, () => {
      throw new Error('Out of order');
    });
    await expect(failing).rejects.toThrow('Out of order');
    expect(await beliefs.waiting()).toContain(organizationId);
    expect(await beliefs.learn(organizationId, (_before, labels) => labels.map(({ weight }) => weight))).toBe(1);
  });

  it('are read anew only where they are newer, and a reset forgets what was learned and what waits', async () => {
    const organizationId = 'org_reset';
    await beliefs.addLabels([labelFor({ organizationId })]);
    await beliefs.learn(organizationId, () => ({ any: 1 }));
    const versionsOf = async (known: ReadonlyMap<string, number>) =>
      (await beliefs.readNewer(known)).filter((one) => one.organizationId === organizationId).map((one) => one.version);
    expect(await versionsOf(new Map())).toEqual([1]);
    expect(await versionsOf(new Map([[organizationId, 1]]))).toEqual([]);
    await beliefs.addLabels([labelFor({ organizationId })]);
    expect(await beliefs.reset(organizationId, { any: 0 })).toBe(2);
    expect(await beliefs.waiting()).not.toContain(organizationId);
    expect(await versionsOf(new Map([[organizationId, 1]]))).toEqual([2]);
  });

  it('are not held up by a label that cannot be read', async () => {
    const organizationId = 'org_damaged';
    await beliefs.addLabels([labelFor({ organizationId })]);
    await db.pool.query(
      `insert into ledger.routing_label (organization_id, request_id, model, reading, outcome, weight, at)
       values ($1, gen_random_uuid(), 'm', '{"form": "of tomorrow"}', 1, 1, now())`,
      [organizationId],
    );
    const seen: NewLabel[] = [];
    expect(await beliefs.learn(organizationId, (_before, labels) => seen.push(...labels))).toBe(2);
    expect(seen).toHaveLength(1);
  });

  it('keep the younger of two labels about one answer that wait', async () => {
    const organizationId = 'org_mind';
    await beliefs.addLabels([labelFor({ organizationId, outcome: 0, at: later }), labelFor({ organizationId, at })]);
    const seen: number[] = [];
    await beliefs.learn(organizationId, (_before, labels) => seen.push(...labels.map(({ outcome }) => outcome)));
    expect(seen).toEqual([0]);
  });
});
