import type { CatalogueModel, ServiceTierRow } from './catalogue/model.ts';
import { PROVIDERS, STANDARD_TIERS } from './catalogue/providers.ts';
import { FACTOR_ONE, type Factor, factor } from './money.ts';

const PROVIDER_TIERS: ReadonlyMap<string, readonly ServiceTierRow[]> = new Map(
  PROVIDERS.map((provider) => [provider.id, provider.serviceTiers]),
);

/**
 * Multiplier of a tier of service at one provider and model. The factor 1 for no tier and the usual tiers;
 * null when the provider's price for the tier is not known.
 */
export function serviceTierFactor(
  provider: string,
  model: CatalogueModel | null,
  tier: string | null,
  atMs: number,
): Factor | null {
  if (tier === null) return FACTOR_ONE;
  const name = tier.toLowerCase();
  if (STANDARD_TIERS.has(name)) return FACTOR_ONE;
  const rows = [...(PROVIDER_TIERS.get(provider) ?? []), ...(model?.serviceTiers ?? [])];
  const row = rows.findLast(
    (one) => one.tier === name && (one.validFrom === null || Date.parse(one.validFrom) <= atMs),
  );
  return row === undefined ? null : factor(row.factor);
}
