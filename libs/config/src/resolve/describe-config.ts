import type { EffectiveConfig } from '@llm-cost-optimizer/contracts';

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
    providers: providers.map(({ apiKey, baseUrl, ...provider }) => ({
      ...provider,
      baseUrl: withoutCredentials(baseUrl),
      apiKey: apiKey === '' ? 'not set' : '[set]',
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

function withoutCredentials(address: string): string {
  const url = URL.parse(address);
  if (url === null || url.username === '') return address;
  url.username = '';
  url.password = '';
  return url.toString().replace(/\/+$/, '');
}
