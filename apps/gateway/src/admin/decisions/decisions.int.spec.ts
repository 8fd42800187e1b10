import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestGateway, type TestGateway } from '../../__testing__/test-gateway.ts';

const ask = (content: string, over: object = {}) => ({ model: 'auto', messages: [{ role: 'user', content }], ...over });

describe('decisions', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.stop());

  async function decided(body: Record<string, unknown>, headers: Record<string, string> = {}) {
    const answer = await gateway.chat(body, headers);
    expect(answer.status).toBe(200);
    const id = answer.json.lco.request_id as string;
    const decision = await eventually(async () => {
      const found = await gateway.call('GET', `/api/v1/decisions/${id}`);
      return found.status === 200 ? found : null;
    });
    return { answer, id, decision: decision.json };
  }

  it('tells everything that decided: reading, policy, candidates with probability and cost, versions', async () => {
    const { answer, decision } = await decided(ask('What is the capital of France?'));
    expect(decision).toMatchObject({
      configVersion: expect.stringMatching(/^v\d+$/),
      scorer: expect.stringMatching(/^quality-/),
      score: Number(answer.headers.get('x-lco-score')),
      inputs: {
        requested: { kind: 'virtual', name: 'auto' },
        policy: { mode: 'balanced', dial: null, qualityTarget: null, minTier: null },
        reading: { model: decision.scorer, vector: expect.any(Array) },
      },
    });
    expect(decision.candidates[0].id).toBe(
      `${answer.headers.get('x-lco-provider')}/${answer.headers.get('x-lco-model')}`,
    );
    for (const candidate of decision.candidates) expect(candidate.pGood).toBeGreaterThan(0);
    expect(decision.expectedQuality).toBe(Number(answer.headers.get('x-lco-expected-quality')));
    expect(JSON.stringify(decision)).not.toContain('France');
  });

  it.each<{ name: string; body: Record<string, unknown>; headers: Record<string, string> }>([
    { name: 'of a plain request', body: ask('Explain photosynthesis to a child.'), headers: {} },
    {
      name: 'with a quality target',
      body: ask('Prove that e is irrational.'),
      headers: { 'x-lco-quality-target': '0.95' },
    },
    { name: 'with a dial', body: ask('Name a colour.', { lco: { dial: 3 } }), headers: {} },
    { name: 'with a lowest tier', body: ask('Name an animal.', { lco: { min_tier: 'high' } }), headers: {} },
    { name: 'of a pinned model', body: ask('Name a tree.', { model: 'openai/gpt-6-luna' }), headers: {} },
    { name: 'of a named model', body: ask('Name a river.', { model: 'claude-haiku-5-5' }), headers: {} },
    {
      name: 'with limits',
      body: ask('Name a lake.', { max_tokens: 50, lco: { allowed_models: ['anthropic/*'], max_cost_usd: 0.5 } }),
      headers: {},
    },
    {
      name: 'with fallbacks that the request names',
      body: ask('Name a cliff.', { lco: { fallbacks: ['claude-opus-5-5', 'gpt-6-luna'] } }),
      headers: {},
    },
    {
      name: 'in speed mode with tools',
      body: ask('Weather?', { tools: [{ type: 'function', function: { name: 'f', parameters: {} } }] }),
      headers: { 'x-lco-mode': 'speed' },
    },
    {
      name: 'with an effort that not all models know',
      body: ask('Name a hill.', { reasoning_effort: 'none' }),
      headers: {},
    },
    {
      name: 'with strict parameters',
      body: ask('Name a bay.', { temperature: 0.2, lco: { strict_params: true } }),
      headers: {},
    },
  ])('comes out the same when it is repeated $name', async ({ body, headers }) => {
    const { id } = await decided(body, headers);
    const replay = await gateway.call('POST', `/api/v1/decisions/${id}/replay`);
    expect(replay.json).toMatchObject({ isSame: true, why: null, differences: [] });
  });

  it('tells what each mode would have chosen', async () => {
    const { id } = await decided(ask('Name a valley.'));
    const { json } = await gateway.call('POST', `/api/v1/decisions/${id}/replay`);
    expect(json.alternatives.map(({ mode }: { mode: string }) => mode)).toEqual([
      'cost',
      'balanced',
      'speed',
      'quality',
    ]);
    const cost = Object.fromEntries(
      json.alternatives.map((one: { mode: string; estimatedCostUsd: string }) => [
        one.mode,
        Number(one.estimatedCostUsd),
      ]),
    );
    expect(cost.cost).toBeLessThanOrEqual(cost.balanced);
    expect(cost.balanced).toBeLessThan(cost.quality);
    const pinned = await decided(ask('Name a gorge.', { model: 'openai/gpt-6-luna' }));
    expect((await gateway.call('POST', `/api/v1/decisions/${pinned.id}/replay`)).json.alternatives).toBeUndefined();
  });

  it('repeats decisions of earlier configurations with the configuration of then', async () => {
    const { id } = await decided(ask('Name a mountain.'));
    const changed = await gateway.call('PUT', '/api/v1/config', {
      yaml: 'routing_rules:\n  balanced_mode:\n    low_complexity: gpt-6.2-sol\n    medium_complexity: gpt-6.2-sol\n',
    });
    expect(changed.status).toBe(200);
    const replay = await gateway.call('POST', `/api/v1/decisions/${id}/replay`);
    expect(replay.json).toMatchObject({ isSame: true, configVersion: 'v1' });
  });

  it('does not know what was never decided', async () => {
    expect((await gateway.call('GET', '/api/v1/decisions/nothing')).status).toBe(404);
    expect((await gateway.call('POST', '/api/v1/decisions/nothing/replay')).status).toBe(404);
    expect((await gateway.call('GET', '/api/v1/decisions/nothing', undefined, {})).status).toBe(401);
  });

  it('says of a cache hit that nothing was decided', async () => {
    const body = ask('What is the capital of Peru?', { temperature: 0 });
    await decided(body);
    const hit = await gateway.chat(body);
    expect(hit.headers.get('x-lco-cache')).toBe('HIT');
    const id = hit.json.lco.request_id;
    const replay = await eventually(async () => {
      const found = await gateway.call('POST', `/api/v1/decisions/${id}/replay`);
      return found.status === 200 ? found : null;
    });
    expect(replay.json).toMatchObject({ isSame: false, why: expect.stringContaining('Nothing was decided') });
  });
});
