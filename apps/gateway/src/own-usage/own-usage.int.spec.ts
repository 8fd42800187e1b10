import { usd } from '@llm-cost-optimizer/pricing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestGateway, type TestGateway } from '../__testing__/test-gateway.ts';

describe('GET /v1/me/usage', () => {
  let test: TestGateway;
  const secrets: Record<string, string> = {};

  beforeAll(async () => {
    // Not local: keys are demanded.
    test = await startTestGateway({ LCO_HOST: '0.0.0.0' });
    for (const [name, rights] of Object.entries({
      mine: { requestsPerMinute: 500, allowedModels: ['openai/*', 'groq/*'] },
      other: {},
      blind: { scopes: ['inference'] },
    })) {
      secrets[name] = (await test.call('POST', '/api/v1/keys', { name, project: 'shop', ...rights })).json.secret;
    }
  });
  afterAll(() => test.stop());

  const bearer = (name: string) => ({ authorization: `Bearer ${secrets[name]}` });
  const ask = (name: string, content: string) =>
    test.chat({ model: 'auto', messages: [{ role: 'user', content }] }, bearer(name));
  const usage = (name: string, query = '') => test.call('GET', `/v1/me/usage${query}`, undefined, bearer(name));

  it('B8: tells a key holder what the key has used, and nothing of others', async () => {
    const answers = [await ask('mine', 'One?'), await ask('mine', 'Two?')];
    await ask('other', 'Three?');
    await test.call('POST', '/api/v1/budgets', {
      name: 'Shop',
      scope: 'project',
      subject: 'shop',
      period: 'month',
      limitUsd: '50',
    });
    const { json } = await eventually(async () => {
      const answer = await usage('mine', '?range=1h');
      return answer.json.total.requests === 2 ? answer : null;
    });
    const cost = answers.reduce((sum, { headers }) => sum + usd(headers.get('x-lco-cost-usd') ?? 'unknown'), 0n);
    expect(usd(json.total.cost_usd)).toBe(cost);
    expect(json.days.reduce((sum: bigint, day: { cost_usd: string }) => sum + usd(day.cost_usd), 0n)).toBe(cost);
    expect(json.total.prompt_tokens).toBeGreaterThan(0);
    expect(json.limits).toEqual({
      requests_per_minute: 500,
      tokens_per_minute: null,
      allowed_models: ['openai/*', 'groq/*'],
    });
    const [budget] = json.budgets;
    expect(budget).toMatchObject({ name: 'Shop', scope: 'project', limit_usd: '50' });
    expect(usd(budget.used_usd) + usd(budget.left_usd)).toBe(usd('50'));
  });

  it('needs a key, with the scope, and a period that is one', async () => {
    expect((await test.call('GET', '/v1/me/usage', undefined, {})).status).toBe(401);
    const blind = await usage('blind');
    expect(blind.status).toBe(403);
    expect(blind.json.error.message).toContain('scope `usage`');
    const wrong = await usage('mine', '?range=yesterday');
    expect(wrong.status).toBe(400);
    expect(wrong.json.error).toMatchObject({ param: 'range' });
  });

  it('lists the models a key may name, and no others', async () => {
    const { json } = await test.call('GET', '/v1/models', undefined, bearer('mine'));
    const owners = new Set(json.data.map((model: { owned_by: string }) => model.owned_by));
    expect(owners).toEqual(new Set(['lco', 'openai', 'groq']));
  });

  it('keys can be changed at once, and rotated with an overlap', async () => {
    const { json: made } = await test.call('POST', '/api/v1/keys', { name: 'app', allowedModels: ['openai/*'] });
    const changed = await test.call('PATCH', `/api/v1/keys/${made.id}`, { allowedModels: [], tokensPerMinute: 9_000 });
    expect(changed.json).toMatchObject({ allowedModels: [], tokensPerMinute: 9_000 });
    const rotated = await test.call('POST', `/api/v1/keys/${made.id}/rotate`, { overlapHours: 1 });
    expect(rotated.status).toBe(201);
    expect(rotated.json).toMatchObject({ name: 'app', tokensPerMinute: 9_000, replacesId: made.id, expiresAt: null });
    expect(rotated.json.secret).not.toBe(made.secret);
    for (const secret of [made.secret, rotated.json.secret]) {
      const answer = await test.chat(
        { model: 'auto', messages: [{ role: 'user', content: 'Hi' }] },
        { authorization: `Bearer ${secret}` },
      );
      expect(answer.status).toBe(200);
    }
    const { json } = await test.call('GET', '/api/v1/keys');
    const old = json.keys.find((key: { id: string }) => key.id === made.id);
    expect(Date.parse(old.expiresAt) - Date.now()).toBeLessThanOrEqual(3_600_000);
    const ended = await test.call('POST', `/api/v1/keys/${rotated.json.id}/rotate`, { overlapHours: 0 });
    const dead = await test.chat({ model: 'auto', messages: [] }, { authorization: `Bearer ${rotated.json.secret}` });
    expect([ended.status, dead.status]).toEqual([201, 401]);
  });

  it.each([
    [{ scopes: [] }, 'scopes'],
    [{ scopes: ['everything'] }, 'scopes'],
    [{ requestsPerMinute: 0 }, 'requestsPerMinute'],
    [{ allowedModels: [''] }, 'allowedModels'],
  ])('a key with %j is refused with the field named', async (rights, field) => {
    const answer = await test.call('POST', '/api/v1/keys', { name: 'x', ...rights });
    expect(answer.status).toBe(400);
    expect(answer.json.error.message).toContain(field);
  });
});
