import type { EffectiveConfig, ProviderAddress } from '@llm-cost-optimizer/contracts';

/**
 * The configuration in force as plain data for printing: keys are only said to be set or not, addresses lose their
 * credentials, models are written `provider/model`.
 */
export function printableConfig(config: EffectiveConfig): Record<string, unknown> {
  const { yaml: _yaml, providers, routing, baseline, warnings: _warnings, ...rest } = config;
  return {
    ...rest,
    baseline: {
      kind: baseline.kind,
      model: `${baseline.model.provider}/${baseline.model.model}`,
      flagship: `${baseline.flagship.provider}/${baseline.flagship.model}`,
    },
    providers: providers.map(({ apiKey, baseUrl, addresses, ...provider }) => ({
      ...provider,
      baseUrl: withoutCredentials(baseUrl),
      apiKey: shownSecret(apiKey),
      ...(addresses === undefined ? {} : { addresses: addresses.map(printableAddress) }),
    })),
    routing: Object.fromEntries(
      Object.entries(routing).map(([mode, row]) => [
        mode,
        Object.fromEntries(
          Object.entries(row).map(([tier, refs]) => [tier, refs.map(({ provider, model }) => `${provider}/${model}`)]),
        ),
      ]),
    ),
  };
}

function printableAddress({ baseUrl, keys, ...address }: ProviderAddress): Record<string, unknown> {
  return {
    ...address,
    baseUrl: withoutCredentials(baseUrl),
    keys: keys.map(({ name, weight, secret }) => ({ name, weight, key: shownSecret(secret) })),
  };
}

function shownSecret(secret: string): string {
  return secret === '' ? 'not set' : '[set]';
}

function withoutCredentials(address: string): string {
  const url = URL.parse(address);
  if (url === null || url.username === '') return address;
  url.username = '';
  url.password = '';
  return url.toString().replace(/\/+$/, '');
}
