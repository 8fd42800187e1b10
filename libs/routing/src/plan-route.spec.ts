import type { ChatBody, Deployment, Tier } from '@llm-cost-optimizer/contracts';
import { createCatalogue } from '@llm-cost-optimizer/pricing';
import { describe, expect, it } from 'vitest';
import type { ComplexityScorer } from './complexity/scorer.ts';
import { extractFeatures } from './features.ts';
import { type PlanInput, planRoute } from './plan-route.ts';
import { buildRoutingTables } from './tables.ts';

const AT = Date.parse('2026-11-23T12:00:00Z');
const catalogue = createCatalogue();
const PROVIDERS = new Set(['openai', 'anthropic', 'groq']);

function resolve(provider: string, model: string): Deployment | null {
  if (!PROVIDERS.has(provider)) return null;
  const capabilities = catalogue.capabilities({ provider, model });
  return { id: `${provider}/${model}`, provider, model, isSimulated: false, capabilities };
}

const tables = buildRoutingTables({ routing: catalogue.defaultRoutes(PROVIDERS) }, resolve);

function fixedScorer(tier: Tier): ComplexityScorer {
  const score = { score: { low: 2, medium: 5, high: 9 }[tier], tier, scorer: 'fixed', reasons: [] };
  return { name: 'fixed', score: () => score };
}

interface Case extends Partial<Omit<PlanInput, 'body'>> {
  readonly tier?: Tier;
  readonly body?: Partial<ChatBody>;
}

function plan({ tier = 'medium', body: fields = {}, ...input }: Case) {
  const body: ChatBody = { model: 'auto', messages: [{ role: 'user', content: 'Hi' }], ...fields };
  return planRoute({
    requested: { kind: 'virtual', name: 'auto', mode: null },
    mode: 'balanced',
    features: extractFeatures(body, Buffer.byteLength(JSON.stringify(body))),
    body,
    scorer: fixedScorer(tier),
    tables,
    namedModels: 'route',
    resolve,
    resolveName: (name) => catalogue.resolveTarget(name, PROVIDERS, AT)?.ref ?? null,
    health: () => 'ok',
    estimate: ({ provider, model }, promptTokens, completionTokens) =>
      catalogue.estimateCost({ provider, model, promptTokens, completionTokens, at: AT }),
    estimateNamed: (name, promptTokens, completionTokens) => {
      const named = catalogue.resolveBaseline(name, AT);
      return named === null ? null : catalogue.estimateCost({ ...named.ref, promptTokens, completionTokens, at: AT });
    },
    allowedModels: null,
    maxCostUsd: null,
    ...input,
  });
}

const ids = (found: ReturnType<typeof plan>) => found.candidates.map(({ deployment }) => deployment.id);
const causes = (found: ReturnType<typeof plan>) =>
  Object.fromEntries(found.dropped.map(({ deploymentId, cause }) => [deploymentId, cause]));
const words = (count: number) => [{ role: 'user', content: 'word '.repeat(count) }];
const image = [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] }];

describe('a named model', () => {
  const named = (name: string) => ({ kind: 'named', name }) as const;

  it.each([
    {
      name: 'leads where it is cheaper than the choice of the route',
      model: 'claude-haiku-5-5',
      first: 'anthropic/claude-haiku-5-5',
    },
    {
      name: 'leads by its successor where it is retired and was cheap',
      model: 'gpt-3.5-turbo',
      first: 'openai/gpt-6-luna',
    },
    {
      name: 'leaves the choice to the route where it was dear, though its successor is cheap',
      model: 'gpt-4',
      first: 'openai/gpt-6.1-terra',
    },
    {
      name: 'leaves the choice to the route where it is dearer',
      model: 'claude-opus-5-5',
      first: 'openai/gpt-6.1-terra',
    },
    {
      name: 'leaves the choice to the route where nobody knows it',
      model: 'no-such-model',
      first: 'openai/gpt-6.1-terra',
    },
  ])('$name', ({ model, first }) => {
    expect(ids(plan({ requested: named(model) }))[0]).toBe(first);
  });

  it('keeps the choices of the route as fallbacks, each once', () => {
    const found = ids(plan({ requested: named('claude-sonnet-5-5'), tier: 'high', mode: 'balanced' }));
    expect(new Set(found).size).toBe(found.length);
    expect(ids(plan({ requested: named('claude-haiku-5-5') }))).toContain('openai/gpt-6.1-terra');
  });

  it('does not lead in quality mode, where the better answer was asked for', () => {
    expect(ids(plan({ requested: named('claude-haiku-5-5'), mode: 'quality' }))[0]).toBe('openai/gpt-6.2-sol');
  });

  it('does not lead where it lacks what the request needs', () => {
    const found = ids(plan({ requested: named('openai/gpt-oss-20b'), body: { messages: image } }));
    expect(found).not.toContain('groq/openai/gpt-oss-20b');
  });
});

describe('the four modes', () => {
  it.each([
    {
      name: 'cost goes by the cost of the request',
      mode: 'cost' as const,
      tier: 'low' as const,
      expected: ['groq/openai/gpt-oss-20b', 'openai/gpt-6-luna', 'anthropic/claude-haiku-5-5'],
    },
    {
      name: 'cost finds the cheaper fallback and puts it first',
      mode: 'cost' as const,
      tier: 'medium' as const,
      expected: ['openai/gpt-6-luna', 'anthropic/claude-haiku-5-5', 'groq/openai/gpt-oss-120b'],
    },
    {
      name: 'balanced keeps the table',
      mode: 'balanced' as const,
      tier: 'medium' as const,
      expected: ['openai/gpt-6.1-terra', 'anthropic/claude-sonnet-5-5', 'groq/openai/gpt-oss-120b'],
    },
    {
      name: 'speed keeps the table, dearer first or not',
      mode: 'speed' as const,
      tier: 'medium' as const,
      expected: ['groq/openai/gpt-oss-120b', 'anthropic/claude-haiku-5-5'],
    },
    {
      name: 'quality keeps the table, dearest first',
      mode: 'quality' as const,
      tier: 'high' as const,
      expected: ['openai/gpt-6.2-astra', 'anthropic/claude-fable-5-2', 'anthropic/claude-opus-5-5'],
    },
  ])('$name', ({ mode, tier, expected }) => {
    const found = plan({ mode, tier });
    expect(ids(found)).toEqual(expected);
    expect(found.reason).toBe(`mode:${mode} tier:${tier}`);
    expect(found.complexity?.tier).toBe(tier);
  });

  it('computes the cheapest for the real request: over 100,000 tokens haiku costs five times as much', () => {
    const row = ['anthropic/claude-haiku-5-5', 'openai/gpt-6.1-terra'].map((id) => {
      const [provider = '', model = ''] = id.split('/');
      return { provider, model };
    });
    const cell = { low: row, medium: row, high: row };
    const two = buildRoutingTables({ routing: { cost: cell, balanced: cell, speed: cell, quality: cell } }, resolve);
    const cost = (count: number) =>
      plan({ mode: 'cost', tables: two, body: { messages: words(count), max_tokens: 10 } }).candidates;
    const [short] = cost(70_000);
    const [long] = cost(90_000);
    expect(short?.deployment.model).toBe('claude-haiku-5-5');
    expect(Number(long?.estimatedCostUsd) / Number(short?.estimatedCostUsd)).toBeGreaterThan(5);
  });

  it('gives every candidate a reason in plain words and its expected cost', () => {
    for (const mode of ['cost', 'balanced', 'speed', 'quality'] as const) {
      for (const { reason, estimatedCostUsd } of plan({ mode }).candidates) {
        expect(reason).toMatch(/^[A-Z].+\.$/);
        expect(Number(estimatedCostUsd)).toBeGreaterThan(0);
      }
    }
  });

  it('expects no longer answer than the client allows, and as many as it asks for', () => {
    const costOf = (body: Partial<ChatBody>) => Number(plan({ body }).candidates[0]?.estimatedCostUsd);
    expect(costOf({ max_tokens: 5 })).toBeLessThan(costOf({}));
    expect(costOf({ n: 3 })).toBeGreaterThan(costOf({}) * 2);
  });
});

describe('who cannot serve a request is no candidate', () => {
  it.each([
    {
      name: 'images',
      body: { messages: image },
      tier: 'low' as const,
      dropped: 'groq/openai/gpt-oss-20b',
      cause: 'no_images',
    },
    {
      name: 'a prompt over the window',
      body: { messages: words(150_000) },
      tier: 'low' as const,
      dropped: 'groq/openai/gpt-oss-20b',
      cause: 'context_too_small',
    },
    {
      name: 'prompt and answer together over the window',
      body: { messages: words(75_000), max_tokens: 60_000 },
      tier: 'low' as const,
      dropped: 'groq/openai/gpt-oss-20b',
      cause: 'context_too_small',
    },
    {
      name: 'an answer longer than the model gives',
      body: { max_tokens: 100_000 },
      tier: 'low' as const,
      dropped: 'groq/openai/gpt-oss-20b',
      cause: 'output_too_small',
    },
  ])('$name', ({ body, tier, dropped, cause }) => {
    const found = plan({ body, tier });
    expect(ids(found)).not.toContain(dropped);
    expect(ids(found).length).toBeGreaterThan(0);
    expect(causes(found)[dropped]).toBe(cause);
  });

  it('tools and JSON schemas, by the flags of the model', () => {
    const plain = (provider: string, model: string) => {
      const found = resolve(provider, model);
      const isTarget = model === 'gpt-6.1-terra';
      return found === null || !isTarget
        ? found
        : { ...found, capabilities: { ...found.capabilities, acceptsTools: false, acceptsJsonSchema: false } };
    };
    const without = buildRoutingTables({ routing: catalogue.defaultRoutes(PROVIDERS) }, plain);
    const tools = [{ type: 'function', function: { name: 'f' } }];
    expect(causes(plan({ tables: without, body: { tools } }))).toEqual({ 'openai/gpt-6.1-terra': 'no_tools' });
    const format = { type: 'json_schema', json_schema: {} };
    expect(causes(plan({ tables: without, body: { response_format: format } }))).toEqual({
      'openai/gpt-6.1-terra': 'no_json_schema',
    });
  });

  it('looks among the other tiers, better models first, when a tier has nobody who can', () => {
    const groq = buildRoutingTables({ routing: catalogue.defaultRoutes(new Set(['groq', 'anthropic'])) }, resolve);
    const found = plan({ tables: groq, mode: 'speed', tier: 'low', body: { messages: image } });
    expect(ids(found)).toEqual(['anthropic/claude-haiku-5-5']);
    expect(found.reason).toBe('mode:speed tier:low widened:medium');
  });

  it('gives an empty list with the causes when really nobody can', () => {
    const found = plan({ body: { messages: words(2_000_000) } });
    expect(found.candidates).toEqual([]);
    expect(new Set(Object.values(causes(found)))).toEqual(new Set(['context_too_small']));
  });

  it('leaves out what the caller objects to, also when it was pinned, and looks further in other tiers', () => {
    const objection = ({ id, provider }: Deployment) =>
      provider === 'groq' ? null : ({ deploymentId: id, cause: 'surface_feature', detail: 'Elsewhere.' } as const);
    expect(ids(plan({ objection }))).toEqual(['groq/openai/gpt-oss-120b']);
    expect(causes(plan({ objection }))['openai/gpt-6.1-terra']).toBe('surface_feature');
    const requested = { kind: 'pinned', name: 'openai/x', provider: 'openai', model: 'x' } as const;
    expect(causes(plan({ objection, requested }))).toEqual({ 'openai/x': 'surface_feature' });
  });

  it('leaves out retired models', () => {
    const found = plan({ isRetired: ({ model }) => model === 'gpt-6.1-terra' });
    expect(causes(found)).toEqual({ 'openai/gpt-6.1-terra': 'retired' });
  });
});

describe('parameters that a model refuses', () => {
  it('exclude nobody by default: the adapter leaves them out', () => {
    expect(ids(plan({ tier: 'low', body: { temperature: 0.2 } }))).toEqual(ids(plan({ tier: 'low' })));
  });

  it('exclude it when the client is strict', () => {
    const found = plan({ tier: 'low', isStrict: true, body: { temperature: 0.2 } });
    expect(ids(found)).toEqual(['groq/openai/gpt-oss-20b']);
    expect(causes(found)['anthropic/claude-haiku-5-5']).toBe('parameter_rejected');
  });

  it('are taken by a model that takes them without reasoning, even when strict', () => {
    const found = plan({ tier: 'low', isStrict: true, body: { temperature: 0.2, reasoning_effort: 'none' } });
    expect(ids(found)).toEqual(['openai/gpt-6-luna']);
  });

  it('do not count at their default value', () => {
    expect(ids(plan({ tier: 'low', isStrict: true, body: { temperature: 1 } }))).toHaveLength(3);
  });

  it('effort none goes past models that cannot do without reasoning, as long as one can', () => {
    const found = plan({ mode: 'quality', tier: 'low', body: { reasoning_effort: 'none' } });
    expect(ids(found)).toEqual(['openai/gpt-6.1-terra']);
    expect(ids(plan({ mode: 'quality', tier: 'high', body: { reasoning_effort: 'none' } }))).toHaveLength(3);
  });

  it('a begun answer goes to a model that continues it, as long as there is one', () => {
    const messages = [
      { role: 'user', content: 'Count.' },
      { role: 'assistant', content: 'One, ' },
    ];
    const found = plan({ tier: 'low', body: { messages } });
    expect(ids(found)).not.toContain('anthropic/claude-haiku-5-5');
  });
});

describe('limits of the client', () => {
  it.each([
    { patterns: ['openai/*'], expected: ['openai/gpt-6.1-terra'] },
    { patterns: ['*sonnet*', 'GPT-6.1-TERRA'], expected: ['openai/gpt-6.1-terra', 'anthropic/claude-sonnet-5-5'] },
    { patterns: ['groq/openai/gpt-oss-120b'], expected: ['groq/openai/gpt-oss-120b'] },
    { patterns: ['openai/gpt-oss-120b'], expected: ['groq/openai/gpt-oss-120b'] },
    { patterns: ['gpt-6*', 'gpt-oss'], expected: ['openai/gpt-6.1-terra'] },
    { patterns: ['*'], expected: ['openai/gpt-6.1-terra', 'anthropic/claude-sonnet-5-5', 'groq/openai/gpt-oss-120b'] },
    { patterns: [], expected: [] },
  ])('allowed models $patterns', ({ patterns, expected }) => {
    expect(ids(plan({ allowedModels: patterns }))).toEqual(expected);
  });

  it('finds an allowed model in another tier', () => {
    const found = plan({ mode: 'speed', tier: 'low', allowedModels: ['anthropic/*'] });
    expect(ids(found)).toEqual(['anthropic/claude-haiku-5-5']);
  });

  it('says that nothing is allowed rather than serving something else', () => {
    const found = plan({ allowedModels: ['openai/gpt-4o'] });
    expect(found.candidates).toEqual([]);
    expect(new Set(Object.values(causes(found)))).toEqual(new Set(['not_allowed']));
  });

  it('leaves out what is expected to cost more than the limit, and what has no known price', () => {
    const dear = plan({ mode: 'quality', tier: 'high', maxCostUsd: '0.03' });
    expect(ids(dear)).toEqual(['anthropic/claude-opus-5-5']);
    expect(causes(dear)['openai/gpt-6.2-astra']).toBe('too_expensive');
    expect(plan({ maxCostUsd: '1', estimate: () => null }).candidates).toEqual([]);
  });

  it('holds for pinned models too', () => {
    const requested = {
      kind: 'pinned',
      name: 'openai/gpt-6.2-astra',
      provider: 'openai',
      model: 'gpt-6.2-astra',
    } as const;
    expect(causes(plan({ requested, maxCostUsd: '0.000001' }))).toEqual({ 'openai/gpt-6.2-astra': 'too_expensive' });
    expect(causes(plan({ requested, allowedModels: ['groq/*'] }))).toEqual({ 'openai/gpt-6.2-astra': 'not_allowed' });
  });
});

describe('health', () => {
  const ill = (states: Record<string, 'open' | 'cooldown'>) => (id: string) => states[id] ?? 'ok';

  it('puts resting deployments behind and leaves broken ones out', () => {
    const found = plan({ health: ill({ 'openai/gpt-6.1-terra': 'cooldown', 'anthropic/claude-sonnet-5-5': 'open' }) });
    expect(ids(found)).toEqual(['groq/openai/gpt-oss-120b', 'openai/gpt-6.1-terra']);
    expect(causes(found)).toEqual({ 'anthropic/claude-sonnet-5-5': 'breaker_open' });
  });

  it('keeps all of them when all are broken: a try beats none', () => {
    const found = plan({ health: () => 'open' });
    expect(ids(found)).toHaveLength(3);
    expect(found.dropped).toEqual([]);
  });

  it('keeps a pinned model whatever its health', () => {
    const requested = { kind: 'pinned', name: 'openai/x', provider: 'openai', model: 'x' } as const;
    expect(ids(plan({ requested, health: () => 'open' }))).toEqual(['openai/x']);
  });
});

describe('models asked for by name', () => {
  const pinned = (provider: string, model: string) =>
    ({ kind: 'pinned', name: `${provider}/${model}`, provider, model }) as const;
  const named = (name: string) => ({ kind: 'named', name }) as const;

  it('a pinned model is a plan of one, unscored, and is not second-guessed', () => {
    const found = plan({ requested: pinned('groq', 'openai/gpt-oss-20b'), body: { messages: image } });
    expect(ids(found)).toEqual(['groq/openai/gpt-oss-20b']);
    expect(found).toMatchObject({ complexity: null, reason: 'pinned', dropped: [] });
  });

  it('a pinned model at a provider that is not configured has no candidate', () => {
    expect(plan({ requested: pinned('lco', 'cheap') }).candidates).toEqual([]);
  });

  it('a plain name is routed by default', () => {
    const found = plan({ requested: named('gpt-4') });
    expect(ids(found)).toEqual(ids(plan({})));
    expect(found.requested).toEqual(named('gpt-4'));
  });

  it('a plain name is served as asked when so configured', () => {
    const found = plan({ requested: named('gpt-4o'), namedModels: 'serve' });
    expect(ids(found)).toEqual(['openai/gpt-4o']);
    expect(found).toMatchObject({ complexity: null, reason: 'named:serve' });
  });

  it('a retired name is served by its successor when named models are served', () => {
    const [candidate] = plan({ requested: named('gpt-4'), namedModels: 'serve' }).candidates;
    expect(candidate?.deployment.model).not.toBe('gpt-4');
  });

  it('an unknown name has no candidate when named models are served', () => {
    expect(plan({ requested: named('no-such-model'), namedModels: 'serve' }).candidates).toEqual([]);
  });
});

it('plans the same for the same request', () => {
  expect(plan({ mode: 'cost' })).toEqual(plan({ mode: 'cost' }));
});
