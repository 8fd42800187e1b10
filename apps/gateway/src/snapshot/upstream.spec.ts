import type { ProviderAddress } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { fakeAdapter } from '../completions/__testing__/fake-provider.ts';
import { testConfig, testProvider, testSnapshot } from '../completions/__testing__/test-services.ts';
import { ProviderWays } from './upstream.ts';

const key = (name: string, weight = 1) => ({ name, secret: `sk-${name}`, weight });

function address(name: string, over: Partial<ProviderAddress>): ProviderAddress {
  return {
    name,
    baseUrl: `https://${name}.example/v1`,
    region: null,
    weight: 1,
    keys: [key(name)],
    models: null,
    ...over,
  };
}

function ways(addresses?: readonly ProviderAddress[]) {
  const config = testProvider('openai', addresses === undefined ? {} : { addresses });
  return new ProviderWays({ config, adapter: fakeAdapter('openai') });
}

describe('the ways to call a provider', () => {
  it('are one, without a name for the ledger, where there is one address with one key', () => {
    const [only, ...others] = ways().to('openai/m', 'm');
    expect(others).toEqual([]);
    expect(only).toMatchObject({ deploymentId: 'openai/m', label: null, keyId: null });
    expect(only?.provider.config).toMatchObject({ baseUrl: 'http://127.0.0.1:1', apiKey: 'sk-provider-openai' });
  });

  it('give each address its share however many keys it has, and each key its share of that', () => {
    const several = ways([
      address('eu', { weight: 3, keys: [key('a', 1), key('b', 2)] }),
      address('us', { keys: [key('c')] }),
    ]);
    const found = several.to('openai/m', 'm');
    expect(found.map(({ weight }) => weight)).toEqual([1, 2, 1]);
    expect(found.map(({ label }) => label)).toEqual([
      { deployment: 'eu', key: 'a' },
      { deployment: 'eu', key: 'b' },
      { deployment: 'us', key: 'c' },
    ]);
    expect(found.map(({ provider }) => [provider.config.baseUrl, provider.config.apiKey])).toEqual([
      ['https://eu.example/v1', 'sk-a'],
      ['https://eu.example/v1', 'sk-b'],
      ['https://us.example/v1', 'sk-c'],
    ]);
    expect(found.every(({ siblings }) => siblings === found)).toBe(true);
  });

  it('lead only to addresses that serve the model', () => {
    const several = ways([address('eu', { models: ['m'] }), address('us', {})]);
    expect(several.to('openai/m', 'm')).toHaveLength(2);
    expect(several.to('openai/n', 'n').map(({ address: name }) => name)).toEqual(['us']);
  });

  it('make a model that no address serves no deployment', () => {
    const addresses = [address('eu', { models: ['gpt-6-luna'] })];
    const snapshot = testSnapshot(testConfig({ providers: [testProvider('openai', { addresses })] }), fakeAdapter);
    expect(snapshot.deployment('openai', 'gpt-6.2-sol')).toBeNull();
    expect(snapshot.deployment('openai', 'gpt-6-luna')?.id).toBe('openai/gpt-6-luna');
  });
});

describe('what the configuration says of a model', () => {
  it('goes before the catalogue, and the catalogue stays for the rest', () => {
    const described = [{ model: 'gpt-6-luna', price: null, capabilities: { contextTokens: 10, acceptsImages: false } }];
    const plain = testSnapshot(testConfig(), fakeAdapter).deployment('openai', 'gpt-6-luna');
    const providers = [testProvider('openai', { described })];
    const told = testSnapshot(testConfig({ providers }), fakeAdapter).deployment('openai', 'gpt-6-luna');
    expect(told?.capabilities).toEqual({ ...plain?.capabilities, contextTokens: 10, acceptsImages: false });
  });
});
