import type { AgreedPrice, ProviderConfig } from '@llm-cost-optimizer/contracts';
import { type Catalogue, createCatalogue, type Money, type PriceOverride, usd } from '@llm-cost-optimizer/pricing';
import type { Findings } from './findings.ts';

/** Beyond this factor to the list price somebody took the wrong unit, rather than bargained well. */
const ODD_FACTOR = 10;
const SAMPLE_TOKENS = 1_000;

/**
 * The catalogue with what the providers' settings add: ids of described providers, and prices that go before all lists.
 * `base` itself where they add nothing.
 */
export function catalogueFor(providers: readonly ProviderConfig[], base: Catalogue): Catalogue {
  const overrides = providers.flatMap(overridesOf);
  const ids = providers.filter(({ compatible }) => compatible !== undefined).map(({ id }) => id);
  return overrides.length + ids.length === 0 ? base : base.extend({ overrides, providers: ids });
}

/** Warns of prices that are ten times the list price or a tenth of it: a price per thousand tokens looks like that. */
export function warnOfOddPrices(providers: readonly ProviderConfig[], now: number, findings: Findings): void {
  const lists = createCatalogue({ providers: providers.map(({ id }) => id) });
  for (const { id, described = [] } of providers) {
    for (const { model, price } of described) {
      if (price === null || lists.resolveBaseline(`${id}/${model}`, now) === null) continue;
      const listed = (promptTokens: number, completionTokens: number) =>
        lists.estimateCost({ provider: id, model, promptTokens, completionTokens, at: now });
      const isOdd = isFar(price.input, listed(SAMPLE_TOKENS, 0)) || isFar(price.output, listed(0, SAMPLE_TOKENS));
      if (!isOdd) continue;
      findings.warn(
        ['providers', id, 'models'],
        `The price of \`${id}/${model}\` is more than ten times the list price, or less than a tenth of it. Prices are USD per 1,000,000 tokens.`,
      );
    }
  }
}

function isFar(rate: number, listed: Money | null): boolean {
  if (listed === null || listed === 0n || rate === 0) return false;
  const ratio = (Number(usd(rate)) * SAMPLE_TOKENS) / 1_000_000 / Number(listed);
  return ratio >= ODD_FACTOR || ratio <= 1 / ODD_FACTOR;
}

function overridesOf({ id, described = [] }: ProviderConfig): PriceOverride[] {
  return described.flatMap(({ model, price }) => (price === null ? [] : [override(id, model, price)]));
}

function override(provider: string, model: string, price: AgreedPrice): PriceOverride {
  return { provider, model, ...price };
}
