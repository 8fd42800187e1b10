import type { EffectiveConfig, ModelRef } from '@llm-cost-optimizer/contracts';
import { createCatalogue } from '@llm-cost-optimizer/pricing';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../problems.ts';
import { defaultConfigYaml } from '../reference/default-yaml.ts';
import { isSimulatorNeeded, type ResolveInput, resolveConfig } from './resolve-config.ts';

const catalogue = createCatalogue();
const ALL_KEYS = { OPENAI_API_KEY: 'sk-openai', ANTHROPIC_API_KEY: 'sk-ant', GROQ_API_KEY: 'gsk' };
const SIMULATOR = 'http://127.0.0.1:4010';

function input(yaml: string, more: Partial<ResolveInput> = {}): ResolveInput {
  return {
    yaml,
    version: 3,
    env: ALL_KEYS,
    catalogue,
    simulatorUrl: null,
    simulate: 'auto',
    localModels: [],
    now: Date.parse('2026-11-24'),
    ...more,
  };
}

function resolved(yaml: string, more: Partial<ResolveInput> = {}): EffectiveConfig {
  const { config, problems } = resolveConfig(input(yaml, more));
  if (config === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  return config;
}

function lines(yaml: string, more: Partial<ResolveInput> = {}): string[] {
  return resolveConfig(input(yaml, more)).problems.map((problem) => formatProblem(problem, 'config.yaml'));
}

const ids = (refs: readonly ModelRef[]): string[] => refs.map(({ provider, model }) => `${provider}/${model}`);

describe('defaults', () => {
  it('an empty file means what the file of a fresh installation says', () => {
    const { yaml: _one, ...empty } = resolved('');
    const { yaml: _two, ...fresh } = resolved(defaultConfigYaml());
    expect(fresh).toEqual(empty);
    expect(empty).toMatchObject({
      version: 3,
      defaultMode: 'balanced',
      monthlyBudgetUsd: null,
      namedModels: 'route',
      baseline: { kind: 'requested', model: catalogue.defaultBaseline, flagship: catalogue.flagship },
      cache: {
        isEnabled: true,
        ttlSeconds: { low: 3_600, medium: 3_600, high: 3_600, pinned: 3_600 },
        maxBytes: 134_217_728,
        shareInFlight: true,
        promptCaching: 'advise',
      },
      limits: {
        maxAttempts: 3,
        connectTimeoutMs: 5_000,
        dnsTimeoutMs: 2_000,
        headersTimeoutMs: 120_000,
        lateUsageMs: 3_000,
        firstTokenTimeoutMs: 60_000,
        idleTimeoutMs: 60_000,
        keepAliveMs: 15_000,
        deadlineMs: 600_000,
        maxBodyBytes: 33_554_432,
      },
      warnings: [],
    });
    expect(empty.routing).toEqual(catalogue.defaultRoutes(new Set(['openai', 'anthropic', 'groq'])));
  });

  it('is frozen through and through', () => {
    const config = resolved('');
    expect(() => Object.assign(config.limits, { maxAttempts: 9 })).toThrow(TypeError);
    expect(Object.isFrozen(config.routing.cost.low)).toBe(true);
    expect(Object.isFrozen(config.providers[0])).toBe(true);
  });

  it.each([
    [12.3, '12.3'],
    [0.1, '0.1'],
    [500, '500'],
    [0, '0'],
    [1e-7, '0.0000001'],
    [999_999_999.99, '999999999.99'],
  ])('writes a budget of %d as the very decimal %s', (number, text) => {
    expect(resolved(`user: { monthly_budget: ${number} }`).monthlyBudgetUsd).toBe(text);
  });

  it('takes lifetimes by tier over the general one; 0 means not stored', () => {
    const { cache } = resolved('cache: { ttl_seconds: 60, ttl_seconds_by_tier: { high: 0 } }');
    expect(cache.ttlSeconds).toEqual({ low: 60, medium: 60, high: 0, pinned: 60 });
  });
});

describe('providers', () => {
  it('exist by their key, from the variable before the file, with their own addresses', () => {
    const { providers } = resolved('api_keys: { openai: from-file, anthropic: from-file }', {
      env: { OPENAI_API_KEY: 'from-env', ANTHROPIC_API_KEY: ' ' },
    });
    expect(providers).toEqual([
      {
        id: 'openai',
        apiKey: 'from-env',
        baseUrl: 'https://api.openai.com/v1',
        isSimulated: false,
        isLocal: false,
        models: [],
      },
      {
        id: 'anthropic',
        apiKey: 'from-file',
        baseUrl: 'https://api.anthropic.com',
        isSimulated: false,
        isLocal: false,
        models: [],
      },
    ]);
  });

  it('are not configured where the variable of their key is missing, with a warning that names it', () => {
    const yaml = 'api_keys:\n  openai: ${MY_OPENAI}\n  groq: ${MY_GROQ}';
    const env = { MY_OPENAI: 'sk-very-secret' };
    expect(resolved(yaml, { env }).providers.map(({ id, apiKey }) => [id, apiKey])).toEqual([
      ['openai', 'sk-very-secret'],
    ]);
    expect(lines(yaml, { env })).toEqual([
      'config.yaml:3:9: warning: api_keys.groq refers to the environment variable MY_GROQ, which is not set: that provider is not configured. Set MY_GROQ, or write ${MY_GROQ:-} to leave it out silently.',
    ]);
  });

  it('can be switched off', () => {
    const { providers, routing } = resolved('providers: { openai: { enabled: false } }');
    expect(providers.map(({ id }) => id)).toEqual(['anthropic', 'groq']);
    expect(ids(Object.values(routing).flatMap((row) => Object.values(row).flat())).join()).not.toContain(
      'openai/gpt-6',
    );
  });

  it.each([
    {
      name: 'a slash at the end',
      env: { OPENAI_BASE_URL: 'https://proxy.example/v1/' },
      id: 'openai',
      baseUrl: 'https://proxy.example/v1',
    },
    {
      name: "Anthropic's address with /v1",
      env: { ANTHROPIC_BASE_URL: 'https://a.example/v1' },
      id: 'anthropic',
      baseUrl: 'https://a.example',
    },
    {
      name: "Ollama's own variable without scheme and port",
      env: { OLLAMA_HOST: 'gpu-box' },
      id: 'ollama',
      baseUrl: 'http://gpu-box:11434',
    },
    {
      name: "Ollama's address to listen on",
      env: { OLLAMA_HOST: '0.0.0.0:11435' },
      id: 'ollama',
      baseUrl: 'http://127.0.0.1:11435',
    },
    {
      name: 'Ollama behind https',
      env: { OLLAMA_BASE_URL: 'https://ollama.example' },
      id: 'ollama',
      baseUrl: 'https://ollama.example',
    },
    {
      name: 'the better of two names',
      env: { OLLAMA_BASE_URL: 'http://one:1', OLLAMA_HOST: 'two' },
      id: 'ollama',
      baseUrl: 'http://one:1',
    },
    {
      name: 'vLLM',
      env: { VLLM_BASE_URL: 'http://127.0.0.1:8001/v1' },
      id: 'vllm',
      baseUrl: 'http://127.0.0.1:8001/v1',
    },
  ])('take addresses as people write them: $name', ({ env, id, baseUrl }) => {
    const { providers } = resolved('', { env: { ...ALL_KEYS, ...env } });
    expect(providers.find((provider) => provider.id === id)?.baseUrl).toBe(baseUrl);
  });

  it('never call the gateway itself: a variable meant for clients is ignored, a setting refused', () => {
    const ownUrl = 'http://127.0.0.1:8000';
    const env = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'http://localhost:8000/v1' };
    expect(lines('', { env, ownUrl })).toEqual([
      'config.yaml: warning: OPENAI_BASE_URL is the address of this gateway itself; it is ignored here.',
    ]);
    expect(resolved('', { env, ownUrl }).providers[0]?.baseUrl).toBe('https://api.openai.com/v1');
    expect(lines('providers:\n  openai:\n    base_url: http://127.0.0.1:8000/v1', { ownUrl })).toEqual([
      "config.yaml:3:15: providers.openai.base_url is the address of this gateway itself. Give the provider's address.",
    ]);
  });

  it('warns of a key that would cross a network unencrypted', () => {
    expect(lines('providers:\n  openai:\n    base_url: http://proxy.example/v1')).toEqual([
      'config.yaml:3:5: warning: The key of OpenAI is sent unencrypted to proxy.example. Use an https:// address.',
    ]);
  });

  it('refuses a variable that is no address', () => {
    expect(lines('', { env: { VLLM_BASE_URL: 'nonsense' } })[0]).toBe(
      'config.yaml: VLLM_BASE_URL must be an http:// or https:// address.',
    );
  });
});

describe('simulated providers', () => {
  it('stand in for all hosted ones when none is configured', () => {
    const { providers } = resolved('', { env: {}, simulatorUrl: `${SIMULATOR}/` });
    expect(providers.map(({ id, baseUrl, apiKey, isSimulated }) => ({ id, baseUrl, apiKey, isSimulated }))).toEqual([
      { id: 'openai', baseUrl: `${SIMULATOR}/openai/v1`, apiKey: 'simulated', isSimulated: true },
      { id: 'anthropic', baseUrl: `${SIMULATOR}/anthropic`, apiKey: 'simulated', isSimulated: true },
      { id: 'groq', baseUrl: `${SIMULATOR}/groq/openai/v1`, apiKey: 'simulated', isSimulated: true },
    ]);
  });

  it('take the place of real hosted ones only when asked to, and never get a real key', () => {
    expect(resolved('', { simulatorUrl: SIMULATOR }).providers.every(({ isSimulated }) => !isSimulated)).toBe(true);
    const env = { ...ALL_KEYS, OLLAMA_BASE_URL: 'http://127.0.0.1:11434' };
    const { providers } = resolved('', { env, simulate: 'on', simulatorUrl: SIMULATOR });
    expect(providers.map(({ id, isSimulated }) => [id, isSimulated])).toEqual([
      ['openai', true],
      ['anthropic', true],
      ['groq', true],
      ['ollama', false],
    ]);
    expect(JSON.stringify(providers)).not.toMatch(/sk-openai|sk-ant|gsk/);
  });

  it('a configuration without any provider is refused when simulation is off', () => {
    expect(lines('', { env: {}, simulate: 'off' })).toEqual([
      'config.yaml: No provider is configured and simulation is off. Set OPENAI_API_KEY, ANTHROPIC_API_KEY, GROQ_API_KEY, OLLAMA_BASE_URL or VLLM_BASE_URL, or set LCO_SIMULATE=auto.',
    ]);
  });

  it.each([
    { name: 'no key', yaml: '', env: {}, simulate: 'auto' as const, expected: true },
    { name: 'a key in the environment', yaml: '', env: ALL_KEYS, simulate: 'auto' as const, expected: false },
    { name: 'a key in the file', yaml: 'api_keys: { groq: k }', env: {}, simulate: 'auto' as const, expected: false },
    { name: 'an empty reference', yaml: defaultConfigYaml(), env: {}, simulate: 'auto' as const, expected: true },
    { name: 'asked for', yaml: '', env: ALL_KEYS, simulate: 'on' as const, expected: true },
    { name: 'forbidden', yaml: '', env: {}, simulate: 'off' as const, expected: false },
  ])('are needed or not: $name', ({ yaml, env, simulate, expected }) => {
    expect(isSimulatorNeeded({ yaml, env, simulate })).toBe(expected);
  });
});

describe('routes', () => {
  const route = (value: string): string => `routing_rules:\n  cost_mode:\n    low_complexity: ${value}`;

  it('turn the names of old tutorials into their successors, with a warning', () => {
    const yaml = route('[gpt-3.5-turbo, claude-haiku, llama-3.1-8b]');
    expect(ids(resolved(yaml).routing.cost.low)).toEqual([
      'openai/gpt-6-luna',
      'anthropic/claude-haiku-5-5',
      'groq/openai/gpt-oss-20b',
    ]);
    expect(lines(yaml)).toEqual([
      'config.yaml:3:22: warning: `gpt-3.5-turbo` was shut down on 2026-10-23; it means openai/gpt-6-luna today.',
      'config.yaml:3:37: warning: `claude-haiku` is an old or short name; it means anthropic/claude-haiku-5-5 today.',
      'config.yaml:3:51: warning: `llama-3.1-8b` is an old or short name; it means groq/openai/gpt-oss-20b today.',
    ]);
  });

  it('leave out models whose provider has no key, and fall back to the default route when none is left', () => {
    const env = { OPENAI_API_KEY: 'k' };
    const part = route('[claude-haiku-5-5, gpt-6-luna]');
    expect(ids(resolved(part, { env }).routing.cost.low)).toEqual(['openai/gpt-6-luna']);
    expect(lines(part, { env })).toEqual([
      'config.yaml:3:21: warning: `anthropic/claude-haiku-5-5` is left out: anthropic is not configured. Set ANTHROPIC_API_KEY.',
    ]);
    const none = route('claude-haiku-5-5');
    expect(resolved(none, { env }).routing.cost.low).toEqual(catalogue.defaultRoutes(new Set(['openai'])).cost.low);
    expect(lines(none, { env }).at(-1)).toBe(
      'config.yaml:3:21: warning: No provider of this route is configured; cost mode at low complexity uses the default route instead: openai/gpt-6-luna.',
    );
  });

  it('keep the order as written and every model once', () => {
    const yaml = route('[gpt-6.2-sol, openai/gpt-6.2-sol, gpt-6-luna]');
    expect(ids(resolved(yaml).routing.cost.low)).toEqual(['openai/gpt-6.2-sol', 'openai/gpt-6-luna']);
  });

  it.each([
    {
      name: 'an unknown model, with the nearest names',
      yaml: route('gpt-6-lunna'),
      expected: 'config.yaml:3:21: `gpt-6-lunna` is not a known model. Did you mean `gpt-6-luna`?',
    },
    {
      name: 'an unknown model without any near name',
      yaml: route('qqqqqqqqqqqq'),
      expected: 'config.yaml:3:21: `qqqqqqqqqqqq` is not a known model. Write `provider/model` to name one outright.',
    },
    {
      name: 'an embedding model',
      yaml: route('text-embedding-3-small'),
      expected:
        'config.yaml:3:21: `openai/text-embedding-3-small` makes embeddings and cannot answer chat requests. Name a chat model.',
    },
    {
      name: 'the router itself',
      yaml: route('lco/cost'),
      expected: 'config.yaml:3:21: `lco/cost` lets the router decide, so it cannot stand here. Name a model.',
    },
    {
      name: 'a baseline without a price',
      yaml: 'baseline:\n  model: no-such-model-anywhere',
      expected:
        'config.yaml:2:10: `no-such-model-anywhere` has no known price, so savings cannot be measured against it.',
    },
  ])('refuse $name', ({ yaml, expected }) => {
    expect(lines(yaml)).toEqual([expected]);
    expect(resolveConfig(input(yaml)).config).toBeNull();
  });

  it('take an unlisted model that names its provider, and say that its cost is unknown', () => {
    const yaml = route('groq/brand-new-model');
    expect(ids(resolved(yaml).routing.cost.low)).toEqual(['groq/brand-new-model']);
    expect(lines(yaml)[0]).toMatch(
      /^config\.yaml:3:21: warning: `groq\/brand-new-model` is in no price list: its cost will be unknown\./,
    );
  });

  it('know the models that local servers serve, by bare name or with the server in front', () => {
    const localModels = [{ provider: 'vllm', model: 'my-model' }];
    const env = { VLLM_BASE_URL: 'http://127.0.0.1:8001' };
    for (const name of ['my-model', 'vllm/my-model']) {
      expect(ids(resolved(route(name), { env, localModels }).routing.cost.low)).toEqual(['vllm/my-model']);
    }
    expect(ids(resolved('', { env, localModels }).routing.quality.high)).toEqual(['vllm/my-model']);
  });

  it('take the models named in the file over those a server reports', () => {
    const yaml = 'providers:\n  ollama: { base_url: "http://127.0.0.1:11434", models: [ollama/one, two] }';
    const localModels = [{ provider: 'ollama', model: 'served' }];
    expect(ids(resolved(yaml, { env: {}, localModels }).routing.cost.low)).toEqual(['ollama/one', 'ollama/two']);
  });

  it('warn once of a model that ends, with its day and its successor', () => {
    expect(lines(route('claude-sonnet-4-5'))).toEqual([
      'config.yaml:3:21: warning: `claude-sonnet-4-5` will be shut down on 2026-11-30; move to `claude-sonnet-5-5`.',
    ]);
  });

  it('warn of a pinned model that is gone and keep it, as its calls say more than we know', () => {
    const yaml = route('[groq/llama-3.1-8b-instant, gpt-6-luna]');
    expect(ids(resolved(yaml).routing.cost.low)).toEqual(['groq/llama-3.1-8b-instant', 'openai/gpt-6-luna']);
    expect(lines(yaml)).toEqual([
      'config.yaml:3:22: warning: groq/llama-3.1-8b-instant was shut down on 2026-08-16, so calls to it will fail; use `openai/gpt-oss-20b` instead.',
    ]);
  });
});

describe("the operator's own names", () => {
  it('lead to models or to the router, over several steps', () => {
    const config = resolved(
      'model_aliases:\n  fast: gpt-6-luna\n  quick: fast\n  smart: lco/quality\nbaseline: { model: quick }\nrouting_rules: { speed_mode: { low_complexity: quick } }',
    );
    expect({ ...config.modelAliases }).toEqual({
      fast: 'openai/gpt-6-luna',
      quick: 'openai/gpt-6-luna',
      smart: 'lco/quality',
    });
    expect(config.baseline.model).toEqual({ provider: 'openai', model: 'gpt-6-luna' });
    expect(ids(config.routing.speed.low)).toEqual(['openai/gpt-6-luna']);
  });

  it('fault F52: are refused when they lead in a circle', () => {
    expect(lines('model_aliases:\n  a: b\n  b: a')).toEqual([
      'config.yaml:2:6: `a` leads in a circle through model_aliases. Let one of them name a model.',
      'config.yaml:3:6: `b` leads in a circle through model_aliases. Let one of them name a model.',
    ]);
  });

  it('cannot take the place of the names of the product', () => {
    expect(lines('model_aliases:\n  auto: gpt-6-luna')).toEqual([
      'config.yaml:2:9: `auto` is a name of the product itself and cannot be given another meaning.',
    ]);
  });

  it('hold no inherited names', () => {
    expect(resolved('').modelAliases.constructor).toBeUndefined();
  });
});

describe('references', () => {
  it('are replaced in values, never in the structure', () => {
    const env = { ...ALL_KEYS, NAME: 'gpt-6-luna]\nuser: { monthly_budget: 0 }' };
    const { config, problems } = resolveConfig(
      input('routing_rules:\n  cost_mode:\n    low_complexity: ["${NAME}"]', { env }),
    );
    expect(config).toBeNull();
    expect(problems).toHaveLength(1);
  });

  it('become numbers and truth values where those belong', () => {
    const yaml = 'user: { monthly_budget: "${BUDGET:-250}" }\ncache: { enabled: "${CACHE}" }';
    const config = resolved(yaml, { env: { ...ALL_KEYS, BUDGET: '12.50', CACHE: 'false' } });
    expect(config.monthlyBudgetUsd).toBe('12.5');
    expect(config.cache.isEnabled).toBe(false);
    expect(resolved('user: { monthly_budget: "${BUDGET:-250}" }').monthlyBudgetUsd).toBe('250');
  });

  it('keep keys of digits as text', () => {
    expect(resolved('api_keys: { openai: "${K}" }', { env: { K: '12345' } }).providers[0]?.apiKey).toBe('12345');
  });

  it('are refused with the name of the variable when it is missing', () => {
    expect(lines('user:\n  monthly_budget: ${BUDGET}')).toEqual([
      'config.yaml:2:19: user.monthly_budget refers to the environment variable BUDGET, which is not set. Set it, or give a default with ${BUDGET:-value}.',
    ]);
  });

  it('do not spare a value from being checked once it is known', () => {
    expect(lines('user:\n  monthly_budget: ${BUDGET}', { env: { ...ALL_KEYS, BUDGET: 'sk-secret' } })).toEqual([
      'config.yaml:2:19: user.monthly_budget must be a number.',
    ]);
  });
});

describe('limits', () => {
  it('warns of a time longer than the whole request may take', () => {
    expect(lines('limits:\n  deadline_ms: 1000\n  idle_timeout_ms: 2000')).toEqual([
      'config.yaml:3:20: warning: limits.idle_timeout_ms is longer than limits.deadline_ms (1000), which ends the request first.',
    ]);
  });
});
