import { randomUUID } from 'node:crypto';
import { createKeyRepository, type Database, openDatabase } from '@llm-cost-optimizer/persistence';
import { startTestPostgres, type TestPostgres } from '@llm-cost-optimizer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestGateway, type TestGateway } from '../__testing__/test-gateway.ts';
import { hashSecret } from '../keys/key-ring.ts';

const TOPICS = 'trains rivers bread cheese maps stars ships birds glass paper'.split(' ');
/** Fifty questions of one kind, none twice. */
const PROMPTS = Array.from(
  { length: 50 },
  (_, index) => `Explain to a child why ${TOPICS[index % 10]} matter, version ${index}.`,
);
const PROBE = 'Explain to a child why bridges matter.';
const TARGET = { 'x-lco-quality-target': '0.9' };
const SECRET = 'sk-lco-of-another-organization';

interface Shown {
  readonly first: string;
  readonly chances: Readonly<Record<string, number>>;
}

describe('learning from feedback', () => {
  let postgres: TestPostgres;
  let test: TestGateway;
  let db: Database;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    test = await startTestGateway({ DATABASE_URL: postgres.connectionString });
    db = openDatabase({ connectionString: postgres.connectionString, maxConnections: 2 });
    await db.prisma.organization.create({ data: { id: 'org_other', name: 'Other' } });
    await createKeyRepository(db).create({
      organizationId: 'org_other',
      name: 'other',
      project: null,
      prefix: 'sk-lco-of-a',
      hash: hashSecret(SECRET),
      expiresAt: null,
    });
  });
  afterAll(async () => {
    await db.close();
    await test.stop();
    await postgres.stop();
  });

  const ask = (content: string) => ({ model: 'auto', messages: [{ role: 'user', content }] });
  /** What the router would do now, without a call. */
  async function shown(headers: Record<string, string> = {}): Promise<Shown> {
    const { json } = await test.call('POST', '/v1/route', ask(PROBE), { ...TARGET, ...headers });
    const candidates: { id: string; p_good: number }[] = json.candidates;
    return {
      first: candidates[0]?.id ?? '',
      chances: Object.fromEntries(candidates.map(({ id, p_good: chance }) => [id, chance])),
    };
  }
  /** Answers some prompts and has people say the same of each. */
  async function labelled(prompts: readonly string[], score: number): Promise<string[]> {
    const answers = await Promise.all(prompts.map((prompt) => test.chat(ask(prompt), TARGET)));
    const ids = answers.map(({ headers }) => headers.get('x-request-id') ?? '');
    for (const id of ids) {
      const given = await eventually(async () => {
        const said = await test.call('POST', '/v1/feedback', { request_id: id, score }, {});
        return said.status === 200 ? said : null;
      });
      expect(given.json.teaches).toBe(true);
    }
    return ids;
  }

  /** Sum of the labels that were learned. */
  async function labels(): Promise<number> {
    const { json } = await test.call('GET', '/api/v1/routing/beliefs');
    return json.models.reduce((sum: number, one: { labels: number }) => sum + one.labels, 0);
  }
  const learned = (count: number) => eventually(async () => ((await labels()) === count ? true : null));

  it('stays with the shipped values while labels are few, then leaves a model whose answers would not do; for this organization alone', async () => {
    const other = { authorization: `Bearer ${SECRET}` };
    await eventually(async () => (await test.call('POST', '/v1/route', ask('x'), other)).status === 200 || null);
    const before = await shown();
    const foreignBefore = await shown(other);
    const shipped = before.chances[before.first] ?? 0;

    await labelled(PROMPTS.slice(0, 3), 0);
    await learned(3);
    expect(await shown()).toEqual(before);

    await labelled(PROMPTS.slice(3, 40), 0);
    await learned(40);
    await eventually(async () => ((await shown()).first === before.first ? null : true));
    const after = await shown();
    expect(after.chances[before.first]).toBeLessThan(shipped - 0.1);
    expect(after.first).not.toBe(before.first);
    expect(await shown(other)).toEqual(foreignBefore);

    const { json: view } = await test.call('GET', '/api/v1/routing/beliefs');
    const worst = view.models.find(({ model }: { model: string }) => model === before.first);
    expect(worst).toMatchObject({ goodShare: 0, state: 'worse' });
    expect(worst.labels).toBeGreaterThanOrEqual(5);
    expect(worst.usedGood).toBeLessThan(worst.shippedGood);
    // The record names the beliefs, and repeats the choice from them.
    const id = (await test.chat(ask(PROBE), TARGET)).headers.get('x-request-id');
    const { json: decision } = await eventually(async () => {
      const found = await test.call('GET', `/api/v1/decisions/${id}`);
      return found.status === 200 ? found : null;
    });
    expect(decision.inputs.beliefs).toBeGreaterThan(0);
    expect(decision.inputs.learned).not.toEqual({});
    const { json: replay } = await test.call('POST', `/api/v1/decisions/${id}/replay`);
    expect(replay).toMatchObject({ isSame: true });
  });

  it('counts a word once, however often it comes', async () => {
    const [id] = await labelled([PROMPTS[45] ?? ''], 1);
    await learned(41);
    for (let times = 0; times < 3; times++) {
      await test.call('POST', '/v1/feedback', { request_id: id, score: 1 }, {});
    }
    // A label behind them in the queue: when it is learned, they are too.
    await labelled([PROMPTS[46] ?? ''], 1);
    await learned(42);
  });

  it('can be switched off, and what was learned can be forgotten', async () => {
    const taught = await shown();
    await test.call('PUT', '/api/v1/config', { yaml: 'routing:\n  learning: off\n' });
    expect(await shown()).not.toEqual(taught);
    expect((await test.call('GET', '/api/v1/routing/beliefs')).json.isLearning).toBe(false);
    await test.call('PUT', '/api/v1/config', { yaml: 'routing:\n  learning: on\n' });
    expect(await shown()).toEqual(taught);
    const { json } = await test.call('POST', '/api/v1/routing/beliefs/reset');
    expect(json.models).toEqual([]);
    expect(await shown()).not.toEqual(taught);
  });

  it('is refused for strangers', async () => {
    const authorization = { authorization: `Bearer ${randomUUID()}` };
    expect((await test.call('GET', '/api/v1/routing/beliefs', undefined, authorization)).status).toBe(401);
  });
});
