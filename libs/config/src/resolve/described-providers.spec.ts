import type { EffectiveConfig } from '@llm-cost-optimizer/contracts';
import { createCatalogue } from '@llm-cost-optimizer/pricing';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../problems.ts';
import { catalogueFor } from './agreed-prices.ts';
import { isSimulatorNeeded, type ResolveInput, resolveConfig } from './resolve-config.ts';

const catalogue = createCatalogue();
const NOW = Date.parse('2026-11-24');

function input(yaml: string, more: Partial<ResolveInput> = {}): ResolveInput {
  const fixed = { simulatorUrl: null, simulate: 'auto', localModels: [], now: NOW } as const;
  return { yaml, version: 1, env: {}, catalogue, ...fixed, ...more };
}

function resolved(yaml: string, more: Partial<ResolveInput> = {}): EffectiveConfig {
  const { config, problems } = resolveConfig(input(yaml, more));
  if (config === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  return config;
}

function lines(yaml: string, more: Partial<ResolveInput> = {}): string[] {
  return resolveConfig(input(yaml, more)).problems.map((problem) => formatProblem(problem, 'config.yaml'));
}

const MISTRAL = `providers:
  mistral:
    type: openai_compatible
    base_url: https://api.mistral.ai/v1/
    api_key: \${MISTRAL_API_KEY}
    models:
      - mistral-small-latest
      - name: mistral/in-house
        input_usd_per_million: 2
        output_usd_per_million: 6
        context_tokens: 32000
        accepts_images: false
    quirks: { max_tokens_field: max_tokens }
`;
const env = { MISTRAL_API_KEY: 'key-of-mistral' };

describe('providers that only the file describes', () => {
  it('have address, key, models, price, limits and quirks', () => {
    expect(resolved(MISTRAL, { env }).providers).toMatchObject([
      {
        id: 'mistral',
        apiKey: 'key-of-mistral',
        baseUrl: 'https://api.mistral.ai/v1',
        isSimulated: false,
        isLocal: false,
        models: ['mistral-small-latest', 'in-house'],
        described: [
          {
            model: 'in-house',
            price: { input: 2, output: 6 },
            capabilities: { contextTokens: 32_000, acceptsImages: false },
          },
        ],
        compatible: { displayName: 'mistral', quirks: { maxTokensField: 'max_tokens', streamUsage: 'option' } },
      },
    ]);
  });

  it('count as real ones: nothing is simulated beside them, and nothing of them is left when all is', () => {
    expect(isSimulatorNeeded({ yaml: MISTRAL, env, simulate: 'auto' })).toBe(false);
    expect(isSimulatorNeeded({ yaml: MISTRAL, env: {}, simulate: 'auto' })).toBe(true);
    const { providers } = resolved(MISTRAL, { env, simulate: 'on', simulatorUrl: 'http://127.0.0.1:4010' });
    expect(providers.map(({ id }) => id)).toEqual(['openai', 'anthropic', 'groq']);
    expect(JSON.stringify(providers)).not.toContain('key-of-mistral');
  });

  it('serve everything where there is nothing else, and only what names them where there is', () => {
    const ids = (config: EffectiveConfig): string[] => [
      ...new Set(
        Object.values(config.routing).flatMap((row) =>
          Object.values(row)
            .flat()
            .map(({ provider }) => provider),
        ),
      ),
    ];
    expect(ids(resolved(MISTRAL, { env }))).toEqual(['mistral']);
    expect(ids(resolved(MISTRAL, { env: { ...env, OPENAI_API_KEY: 'k' } }))).toEqual(['openai']);
  });

  it.each(['mistral/in-house', 'in-house'])('are named in routes, baselines and aliases: %s', (name) => {
    const yaml = `${MISTRAL}routing_rules: { cost_mode: { low_complexity: ${name} } }\nmodel_aliases: { mine: ${name} }\nbaseline: { model: mistral/in-house }\n`;
    const config = resolved(yaml, { env: { ...env, OPENAI_API_KEY: 'k' } });
    expect(config.routing.cost.low).toEqual([{ provider: 'mistral', model: 'in-house' }]);
    expect(config.modelAliases.mine).toBe('mistral/in-house');
    expect(config.baseline.model).toEqual({ provider: 'mistral', model: 'in-house' });
    expect(config.warnings).toEqual([]);
  });

  it('may be asked for models that nobody listed, whose cost is unknown then', () => {
    const yaml = `${MISTRAL}routing_rules:\n  cost_mode: { low_complexity: mistral/brand-new-thing }`;
    expect(resolved(yaml, { env }).routing.cost.low).toEqual([{ provider: 'mistral', model: 'brand-new-thing' }]);
    expect(lines(yaml, { env })[0]).toMatch(
      /^config\.yaml:15:32: warning: `mistral\/brand-new-thing` is in no price list: its cost will be unknown\./,
    );
  });

  it('are left out of routes while their key is not set', () => {
    const yaml = `${MISTRAL}routing_rules:\n  cost_mode: { low_complexity: [mistral/in-house, gpt-6-luna] }`;
    expect(lines(yaml, { env: { OPENAI_API_KEY: 'k' } })).toEqual([
      'config.yaml:5:14: warning: providers.mistral.api_key refers to the environment variable MISTRAL_API_KEY, which is not set: that provider is not configured. Set MISTRAL_API_KEY, or write ${MISTRAL_API_KEY:-} to leave it out silently.',
      'config.yaml:15:33: warning: `mistral/in-house` is in no price list: its cost will be unknown.',
      'config.yaml:15:32: warning: `mistral/in-house` is left out: mistral is not configured. Set its key.',
    ]);
  });

  it('need no key where none is written, as servers of your own', () => {
    const yaml =
      'providers: { studio: { type: openai_compatible, base_url: "http://127.0.0.1:1234/v1", models: [a] } }';
    expect(resolved(yaml).providers).toMatchObject([{ id: 'studio', apiKey: '', models: ['a'] }]);
  });

  it.each([
    {
      name: 'no address',
      yaml: 'providers:\n  x: { type: openai_compatible }',
      expected: 'config.yaml:2:6: providers.x needs a `base_url`, e.g. `https://api.example.com/v1`.',
    },
    {
      name: 'a deployment without any address',
      yaml: 'providers:\n  x: { type: openai_compatible, deployments: [{ key: k }] }',
      expected: 'config.yaml:2:47: This deployment of x has no address. Give it, or x itself, a `base_url`.',
    },
    {
      name: 'a model described twice',
      yaml: 'providers:\n  x: { type: openai_compatible, base_url: "https://x.example", models: [a, { name: x/a }] }',
      expected: 'config.yaml:2:76: `x/a` stands here twice. Keep one.',
    },
  ])('cannot have $name', ({ yaml, expected }) => {
    expect(lines(yaml)).toEqual([expected]);
  });
});

describe('prices of the file', () => {
  const price = (model: string, input_: number, output: number): string =>
    `providers:\n  openai:\n    api_key: k\n    models: [{ name: ${model}, input_usd_per_million: ${input_}, output_usd_per_million: ${output} }]`;

  it('go before all lists, and leave the catalogue alone where there are none', () => {
    const { providers } = resolved(MISTRAL, { env });
    const query = { provider: 'mistral', promptTokens: 1_000_000, completionTokens: 1_000_000, at: NOW };
    const made = catalogueFor(providers, catalogue);
    expect(made.estimateCost({ ...query, model: 'in-house' })).toBe(8_000_000_000_000n);
    expect(catalogue.estimateCost({ ...query, model: 'in-house' })).toBeNull();
    expect(catalogueFor(resolved('', { env: { GROQ_API_KEY: 'k' } }).providers, catalogue)).toBe(catalogue);
  });

  it('warn where they are far from the list: that is the price of a thousand tokens, or of a billion', () => {
    const listed = catalogue.describe({ provider: 'openai', model: 'gpt-6-luna' });
    const [input_, output] = [Number(listed?.inputUsdPerMillion), Number(listed?.outputUsdPerMillion)];
    expect(lines(price('gpt-6-luna', input_ * 0.8, output * 0.8))).toEqual([]);
    expect(lines(price('gpt-6-luna', 0, 0))).toEqual([]);
    expect(lines(price('gpt-9-unheard', 900, 900))).toEqual([]);
    for (const factor of [0.1, 20]) {
      expect(lines(price('gpt-6-luna', input_ * factor, output * factor))).toEqual([
        'config.yaml:4:13: warning: The price of `openai/gpt-6-luna` is more than ten times the list price, or less than a tenth of it. Prices are USD per 1,000,000 tokens.',
      ]);
    }
  });
});
