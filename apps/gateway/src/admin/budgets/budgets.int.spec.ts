import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestGateway, type TestGateway } from '../../__testing__/test-gateway.ts';

const CHAT = { model: 'openai/gpt-6-luna', max_tokens: 50, messages: [{ role: 'user', content: 'Say hello.' }] };

describe('budgets', () => {
  let test: TestGateway;
  let question = 0;

  beforeAll(async () => {
    test = await startTestGateway();
  });
  afterAll(() => test.stop());

  const make = (changes: Record<string, unknown> = {}) =>
    test.call('POST', '/api/v1/budgets', {
      name: 'All',
      scope: 'organization',
      period: 'month',
      limitUsd: '100',
      ...changes,
    });
  const ask = (more: Record<string, unknown> = {}) => test.chat({ ...CHAT, seed: ++question, ...more });
  const find = async (id: string) => {
    const { json } = await test.call('GET', '/api/v1/budgets');
    return json.budgets.find((budget: { id: string }) => budget.id === id);
  };

  it('hold at once, count to the last digit, and end', async () => {
    const made = await make({ scope: 'tag', subject: 'night', name: 'Night jobs' });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ spentUsd: '0', heldUsd: '0', usedShare: 0, action: null, requests: 0 });
    const answer = await ask({ lco: { tags: ['night'] } });
    await ask();
    const cost = answer.headers.get('x-lco-cost-usd');
    const booked = await eventually(async () => {
      const budget = await find(made.json.id);
      return budget.requests === 1 ? budget : null;
    });
    expect(booked.spentUsd).toBe(cost);
    expect((await test.call('PATCH', `/api/v1/budgets/${made.json.id}`, { limitUsd: '0' })).json.usedShare).toBeNull();
    const refused = await ask({ lco: { tags: ['night'] } });
    expect(refused.status).toBe(402);
    expect(refused.headers.get('x-should-retry')).toBe('false');
    expect(refused.json.error.message).toContain('Night jobs');
    expect((await test.call('DELETE', `/api/v1/budgets/${made.json.id}`)).status).toBe(204);
    expect((await ask({ lco: { tags: ['night'] } })).status).toBe(200);
    expect(await find(made.json.id)).toBeUndefined();
  });

  it('may be raised for a while and topped up, once per payment', async () => {
    const { json: monthly } = await make();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const raised = await test.call('PATCH', `/api/v1/budgets/${monthly.id}`, { raise: { usd: '5', until } });
    expect(raised.json).toMatchObject({ limitUsd: '100', effectiveLimitUsd: '105', raiseUntil: until });
    const { json: prepaid } = await make({ period: 'none', limitUsd: '1' });
    const payment = { amountUsd: '2.5', paymentId: '0198c2d0-0000-7000-8000-000000000001', note: 'November' };
    await test.call('POST', `/api/v1/budgets/${prepaid.id}/top-ups`, payment);
    const paid = await test.call('POST', `/api/v1/budgets/${prepaid.id}/top-ups`, payment);
    expect(paid.json).toMatchObject({ effectiveLimitUsd: '3.5', topUpsUsd: '2.5', forecastUsd: null });
    const refused = await test.call('POST', `/api/v1/budgets/${monthly.id}/top-ups`, { amountUsd: '1' });
    expect(refused.status).toBe(409);
    expect(refused.json.error.message).toContain('prepaid');
    for (const { id } of [monthly, prepaid]) await test.call('DELETE', `/api/v1/budgets/${id}`);
  });

  it('name a project by its name, and refuse one that does not exist', async () => {
    await test.call('POST', '/api/v1/keys', { name: 'app', project: 'shop' });
    const made = await make({ scope: 'project', subject: 'shop' });
    expect(made.json).toMatchObject({ subjectName: 'shop' });
    expect(made.json.subject).toMatch(/^[0-9a-f-]{36}$/);
    const unknown = await make({ scope: 'project', subject: 'nowhere' });
    expect(unknown.status).toBe(400);
    expect(unknown.json.error).toMatchObject({ param: 'subject', message: expect.stringContaining('no project') });
    await test.call('DELETE', `/api/v1/budgets/${made.json.id}`);
  });

  it.each([
    ['a limit that is a number', { limitUsd: 5 }, 'limitUsd'],
    ['a negative limit', { limitUsd: '-5' }, 'limitUsd'],
    ['an absurd limit', { limitUsd: '999999999' }, 'limitUsd'],
    ['an unknown period', { period: 'year' }, 'period'],
    ['an unknown field (B4)', { budget: '5' }, 'budget'],
    ['a subject for the organization', { subject: 'x' }, 'subject'],
    ['a project without subject', { scope: 'project' }, 'subject'],
    [
      'levels in the wrong order',
      {
        levels: [
          { at: 0.9, action: 'cheapest' },
          { at: 0.8, action: 'cost_mode' },
        ],
      },
      'levels',
    ],
    ['a level beyond the limit', { levels: [{ at: 1.5, action: 'notify' }] }, 'levels'],
  ])('refuse %s and name the field', async (_, changes, field) => {
    const answer = await make(changes);
    expect(answer.status).toBe(400);
    expect(answer.json.error.message).toContain(field);
  });

  it.each([
    ['DELETE', ''],
    ['PATCH', ''],
    ['POST', '/top-ups'],
  ])('of another organization do not exist (%s)', async (method, path) => {
    const body = method === 'PATCH' ? { name: 'x' } : method === 'POST' ? { amountUsd: '1' } : undefined;
    const id = '0198c2d0-0000-7000-8000-000000000000';
    expect((await test.call(method, `/api/v1/budgets/${id}${path}`, body)).status).toBe(404);
  });

  it('of the configuration are shown and changed there', async () => {
    const { json } = await test.call('GET', '/api/v1/config');
    const yaml = json.yaml.replace(/monthly_budget:.*/, 'monthly_budget: 77');
    expect((await test.call('PUT', '/api/v1/config', { yaml, message: 'A budget' })).status).toBe(200);
    const shown = await eventually(async () => {
      const { json: all } = await test.call('GET', '/api/v1/budgets');
      return all.budgets.find((budget: { source: string }) => budget.source === 'config') ?? null;
    });
    expect(shown).toMatchObject({ name: 'user.monthly_budget', limitUsd: '77' });
    const refused = await test.call('PATCH', `/api/v1/budgets/${shown.id}`, { limitUsd: '1' });
    expect(refused.status).toBe(409);
    expect(refused.json.error.message).toContain('user.monthly_budget');
  });

  it('need a session', async () => {
    expect((await test.call('GET', '/api/v1/budgets', undefined, {})).status).toBe(401);
  });
});
