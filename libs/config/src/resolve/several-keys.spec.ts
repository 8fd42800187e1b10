import type { EffectiveConfig, ProviderConfig } from '@llm-cost-optimizer/contracts';
import { createCatalogue } from '@llm-cost-optimizer/pricing';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../problems.ts';
import { type ResolveInput, resolveConfig } from './resolve-config.ts';

const catalogue = createCatalogue();

function input(yaml: string, more: Partial<ResolveInput> = {}): ResolveInput {
  const fixed = { simulatorUrl: null, simulate: 'auto', localModels: [], now: Date.parse('2026-11-24') } as const;
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

/** `address: key*weight key*weight` per address. */
function shown({ addresses = [] }: ProviderConfig): string[] {
  return addresses.map(
    ({ name, weight, baseUrl, keys }) =>
      `${name}*${weight} ${baseUrl}: ${keys.map((key) => `${key.name}=${key.secret}*${key.weight}`).join(' ')}`,
  );
}

function openai(text: string, env: Record<string, string> = {}): string[] {
  const { providers } = resolved(`providers:\n  openai:\n    ${text}`, { env });
  return providers.flatMap((provider) => (provider.id === 'openai' ? shown(provider) : []));
}

describe('several keys of a provider', () => {
  it('have names and weights, and the single key is one of them', () => {
    expect(openai('api_key: one\n    keys: [{ key: two, weight: 3 }, { key: three, name: team-c }]')).toEqual([
      'default*1 https://api.openai.com/v1: default=one*1 key-1=two*3 team-c=three*1',
    ]);
  });

  it('count once each, also when the environment has one of them', () => {
    expect(openai('keys: [{ key: "${OPENAI_API_KEY}", weight: 2 }]', { OPENAI_API_KEY: 'one' })).toEqual([
      'default*1 https://api.openai.com/v1: key-1=one*2',
    ]);
  });

  it('are left out when their variable is not set, with a warning', () => {
    const yaml = 'providers:\n  openai:\n    keys: [{ key: "${A}" }, { key: "${B}" }]';
    expect(resolved(yaml, { env: { A: 'one' } }).providers.flatMap(shown)).toEqual([
      'default*1 https://api.openai.com/v1: key-1=one*1',
    ]);
    expect(lines(yaml, { env: { A: 'one' } })).toEqual([
      'config.yaml:3:36: warning: providers.openai.keys[1].key refers to the environment variable B, which is not set: that key is left out. Set B, or write ${B:-} to leave it out silently.',
    ]);
  });

  it('need different names', () => {
    expect(lines('providers:\n  openai:\n    keys: [{ key: a, name: x }, { key: b, name: x }]')).toEqual([
      'config.yaml:3:33: Two keys of openai have the name `x`. Give each its own `name`.',
    ]);
  });

  it('make a provider that has no other key', () => {
    expect(resolved('providers: { groq: { keys: [{ key: k }] } }').providers).toMatchObject([
      { id: 'groq', apiKey: 'k', baseUrl: 'https://api.groq.com/openai/v1' },
    ]);
  });
});

describe('deployments of a provider', () => {
  it('are called at their own address, else at that of the provider, with their own keys or all of it', () => {
    const yaml = `api_key: one
    deployments:
      - { base_url: "https://eu.example/v1/", region: eu, key: two, weight: 2 }
      - { base_url: "https://us.example/v1", region: us, keys: [{ key: three }, { key: four }] }
      - {}`;
    expect(openai(yaml)).toEqual([
      'eu*2 https://eu.example/v1: eu=two*1',
      'us*1 https://us.example/v1: us-key-1=three*1 us-key-2=four*1',
      'deployment-3*1 https://api.openai.com/v1: default=one*1',
    ]);
  });

  it('never get the key of another address in place of their own', () => {
    const yaml = 'api_key: one\n    deployments: [{ base_url: "https://eu.example/v1", key: "${EU:-}" }, {}]';
    expect(openai(yaml)).toEqual(['deployment-2*1 https://api.openai.com/v1: default=one*1']);
  });

  it('follow the variable of the address where they have none of their own', () => {
    const env = { OPENAI_BASE_URL: 'https://proxy.example/v1' };
    expect(openai('api_key: one\n    deployments: [{ name: a }, { base_url: "https://eu.example/v1" }]', env)).toEqual([
      'a*1 https://proxy.example/v1: default=one*1',
      'deployment-2*1 https://eu.example/v1: default=one*1',
    ]);
  });

  it('are named by region only where that tells them apart', () => {
    expect(
      openai('api_key: k\n    deployments: [{ region: eu }, { region: eu }, { region: us }]').map(
        (line) => line.split('*')[0],
      ),
    ).toEqual(['deployment-1', 'deployment-2', 'us']);
  });

  it.each([
    {
      name: 'the same name twice',
      text: 'api_key: k\n    deployments: [{ name: a }, { name: a }]',
      expected: 'config.yaml:4:32: Two deployments of openai have the name `a`. Give each its own `name`.',
    },
    {
      name: 'the address of this gateway',
      text: 'api_key: k\n    deployments: [{ base_url: "http://localhost:8000/v1" }]',
      expected:
        "config.yaml:4:31: providers.openai.deployments[0].base_url is the address of this gateway itself. Give the provider's address.",
    },
  ])('cannot have $name', ({ text, expected }) => {
    expect(lines(`providers:\n  openai:\n    ${text}`, { ownUrl: 'http://127.0.0.1:8000' })).toEqual([expected]);
  });

  it('warn of the very address to which a key would go unencrypted', () => {
    const yaml =
      'providers:\n  openai:\n    api_key: k\n    deployments: [{ name: a }, { name: b, base_url: "http://eu.example" }]';
    expect(lines(yaml)).toEqual([
      'config.yaml:3:5: warning: The key of OpenAI (b) is sent unencrypted to eu.example. Use an https:// address.',
    ]);
  });

  it('make a local server reachable at several addresses', () => {
    const yaml =
      'providers:\n  vllm:\n    deployments: [{ base_url: "http://127.0.0.1:1/v1" }, { base_url: "http://127.0.0.1:2/v1" }]';
    expect(resolved(yaml).providers.flatMap(shown)).toEqual([
      'deployment-1*1 http://127.0.0.1:1/v1: deployment-1=*1',
      'deployment-2*1 http://127.0.0.1:2/v1: deployment-2=*1',
    ]);
  });

  it('take a model out of a route that none of them serves', () => {
    const yaml = `providers:
  openai: { api_key: k, deployments: [{ models: [openai/gpt-6-luna] }] }
routing_rules:
  cost_mode: { low_complexity: [gpt-6.2-sol, gpt-6-luna] }`;
    expect(resolved(yaml).routing.cost.low).toEqual([{ provider: 'openai', model: 'gpt-6-luna' }]);
    expect(lines(yaml)).toEqual([
      'config.yaml:4:32: warning: `openai/gpt-6.2-sol` is left out: no deployment of openai serves it. Add it to `models` of one.',
    ]);
    expect(resolved(yaml).providers[0]?.models).toEqual(['gpt-6-luna']);
  });
});
