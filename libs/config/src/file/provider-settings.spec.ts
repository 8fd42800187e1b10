import { providerQuirksSchema, quirksOf } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../problems.ts';
import { settingsAt } from './known-settings.ts';
import { parseConfig } from './parse-config.ts';

function lines(yaml: string): string[] {
  return parseConfig(yaml).problems.map((problem) => formatProblem(problem, 'config.yaml'));
}

const openai = (text: string): string => `providers:\n  openai:\n    ${text}`;
const mistral = (text: string): string =>
  `providers:\n  mistral:\n    type: openai_compatible\n    base_url: https://api.mistral.ai/v1\n    ${text}`;
const RATE = 'must be USD per 1,000,000 tokens: 0, or from 0.001 to 1000.';

describe('settings of providers', () => {
  it.each([
    { name: 'several keys', yaml: openai('keys: [{ key: "${A}", weight: 3, name: team-a }, { key: "${B}" }]') },
    {
      name: 'several deployments',
      yaml: openai(
        'deployments: [{ base_url: "https://eu.example/v1", key: k, region: eu, models: [gpt-6-luna] }, { keys: [{ key: k2 }] }]',
      ),
    },
    {
      name: 'a price of ours for a listed model',
      yaml: openai('models: [{ name: gpt-6-luna, input_usd_per_million: 0.05, output_usd_per_million: 0.4 }]'),
    },
    { name: 'a described provider', yaml: mistral('api_key: "${MISTRAL_API_KEY}"') },
    {
      name: 'a described provider with everything',
      yaml: mistral(
        'display_name: Mistral\n    models: [a, { name: b, context_tokens: 32000, accepts_images: false, rejected_parameters: [seed] }]\n    quirks: { max_tokens_field: max_tokens, rejected_fields: [store], extra_headers: { x-title: me }, auth_header: api-key }',
      ),
    },
    {
      name: 'a free model',
      yaml: mistral('models: [{ name: a, input_usd_per_million: 0, output_usd_per_million: 0 }]'),
    },
  ])('may be $name', ({ yaml }) => {
    expect(lines(yaml)).toEqual([]);
  });

  it.each([
    {
      name: 'a mistyped provider',
      yaml: 'providers:\n  opnai: { api_key: k, colour: red }',
      expected: [
        'config.yaml:2:3: providers.opnai is not a known provider. Did you mean `openai`? Any other one needs `type: openai_compatible`.',
      ],
    },
    {
      name: 'an unknown type',
      yaml: 'providers:\n  mistral:\n    type: anthropic_compatible',
      expected: ['config.yaml:3:11: providers.mistral.type must be one of openai_compatible.'],
    },
    {
      name: 'an id that cannot stand in a model name',
      yaml: 'providers:\n  "My Server": { type: openai_compatible, base_url: "https://x.example" }',
      expected: [
        'config.yaml:2:16: providers.My Server must have an id of at most 40 small letters, digits, `_` and `-`, beginning with a letter.',
      ],
    },
    {
      name: 'our own name space',
      yaml: 'providers:\n  lco: { type: openai_compatible, base_url: "https://x.example" }',
      expected: ['config.yaml:2:8: providers.lco is a name of the product itself: choose another id.'],
    },
    {
      name: 'a mistyped setting of a key',
      yaml: openai('keys: [{ key: k, wieght: 2 }]'),
      expected: ['config.yaml:3:22: providers.openai.keys[0].wieght is not a known setting. Did you mean `weight`?'],
    },
    {
      name: 'a key without a key',
      yaml: openai('keys: [{ name: team-a }]'),
      expected: ['config.yaml:3:12: providers.openai.keys[0].key must be text.'],
    },
    {
      name: 'keys as plain text, which is not repeated',
      yaml: openai('keys: [sk-secret]'),
      expected: ['config.yaml:3:12: providers.openai.keys[0] must be a group of settings (indented below it).'],
    },
    {
      name: 'a weight of nothing',
      yaml: openai('keys: [{ key: k, weight: 0 }]'),
      expected: ['config.yaml:3:30: providers.openai.keys[0].weight must be 1 or more.'],
    },
    {
      name: 'a name that is none',
      yaml: openai('keys: [{ key: k, name: "team a/b" }]'),
      expected: [
        'config.yaml:3:28: providers.openai.keys[0].name must be a short name of letters, digits, `.`, `_` and `-`.',
      ],
    },
    {
      name: 'a mistyped setting of a deployment',
      yaml: openai('deployments: [{ base_uri: "https://x.example" }]'),
      expected: [
        'config.yaml:3:21: providers.openai.deployments[0].base_uri is not a known setting. Did you mean `base_url`?',
      ],
    },
    {
      name: 'a type for a known provider',
      yaml: openai('type: openai_compatible'),
      expected: [
        'config.yaml:3:5: providers.openai.type is not a known setting. Known here: api_key, keys, deployments, models, enabled, base_url.',
      ],
    },
    {
      name: 'a mistyped quirk',
      yaml: mistral('quirks: { max_token_field: max_tokens }'),
      expected: [
        'config.yaml:5:15: providers.mistral.quirks.max_token_field is not a known setting. Did you mean `max_tokens_field`?',
      ],
    },
    {
      name: 'a header that we write',
      yaml: mistral('quirks: { extra_headers: { authorization: x } }'),
      expected: [
        'config.yaml:5:47: providers.mistral.quirks.extra_headers.authorization is written by the gateway itself.',
      ],
    },
    {
      name: 'a mistyped setting of a model',
      yaml: mistral('models: [{ name: a, input_usd_per_milion: 1 }]'),
      expected: [
        'config.yaml:5:25: providers.mistral.models[0].input_usd_per_milion is not a known setting. Did you mean `input_usd_per_million`?',
      ],
    },
    {
      name: 'a model that is no model',
      yaml: mistral('models: [5]'),
      expected: [
        'config.yaml:5:14: providers.mistral.models[0] must be a model name or a group of settings with a `name`.',
      ],
    },
    {
      name: 'a pattern in place of a model',
      yaml: mistral('models: [{ name: "large-*" }]'),
      expected: ['config.yaml:5:22: providers.mistral.models[0].name must be one model, without `*`.'],
    },
    {
      name: 'a price per token',
      yaml: mistral('models: [{ name: a, input_usd_per_million: 0.0000005, output_usd_per_million: 0.0000015 }]'),
      expected: [
        `config.yaml:5:48: providers.mistral.models[0].input_usd_per_million ${RATE}`,
        `config.yaml:5:83: providers.mistral.models[0].output_usd_per_million ${RATE}`,
      ],
    },
    {
      name: 'a price that nobody takes',
      yaml: mistral('models: [{ name: a, input_usd_per_million: 2500000, output_usd_per_million: -1 }]'),
      expected: [
        `config.yaml:5:48: providers.mistral.models[0].input_usd_per_million ${RATE}`,
        `config.yaml:5:81: providers.mistral.models[0].output_usd_per_million ${RATE}`,
      ],
    },
    {
      name: 'half a price',
      yaml: mistral('models: [{ name: a, cached_input_usd_per_million: 1 }]'),
      expected: ['input', 'output'].map(
        (side) =>
          `config.yaml:5:14: providers.mistral.models[0].${side}_usd_per_million is needed: a price has at least an input and an output rate.`,
      ),
    },
    {
      name: 'a cache that costs more than none',
      yaml: mistral(
        'models: [{ name: a, input_usd_per_million: 1, output_usd_per_million: 2, cached_input_usd_per_million: 5 }]',
      ),
      expected: [
        'config.yaml:5:108: providers.mistral.models[0].cached_input_usd_per_million must not be more than input_usd_per_million: tokens from the cache are cheaper.',
      ],
    },
  ])('cannot be $name', ({ yaml, expected }) => {
    expect(lines(yaml)).toEqual(expected);
    expect(parseConfig(yaml).file).toBeNull();
  });

  it('offer every quirk that adapters know, with their own defaults', () => {
    const words = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    expect([...settingsAt(['providers', 'any', 'quirks'])].sort()).toEqual(
      Object.keys(providerQuirksSchema.shape).map(words).sort(),
    );
    expect(quirksOf(undefined)).toEqual(providerQuirksSchema.parse({}));
  });
});
