import type { PriceSource } from '@llm-cost-optimizer/contracts';
import { type BundledPrice, findBundledPrice } from './bundled.ts';
import type { PriceFeed } from './feed/price-feed.ts';

/** A price of the public list, and which copy of it said so. */
export interface BasePrice extends BundledPrice {
  readonly priceSource: Extract<PriceSource, 'feed' | 'bundled'>;
}

/** The public price list: the copy that was read later, before the one that was shipped. */
export interface BaseData {
  /** Null = no later copy is in use. */
  readonly feedVersion: string | null;
  /** `provider` null = whichever provider the name is taken for. Null = nobody lists it. */
  find(provider: string | null, model: string, atMs: number): BasePrice | null;
}

/**
 * The feed goes before the shipped data where both know a name equally well; a name that only one of them lists outright is
 * priced by that one. So a model that a new feed has dropped keeps its last known price.
 */
export function createBaseData(feed: PriceFeed | null): BaseData {
  const byId = new Map(feed?.providers.map((provider) => [provider.id, provider]));
  return {
    feedVersion: feed?.version ?? null,
    find(provider, model, atMs) {
      const bundled = findBundledPrice(provider, model, atMs);
      const listed = byId.get(provider ?? bundled?.provider ?? '');
      const later = listed === undefined ? null : findBundledPrice(listed, model, atMs);
      if (later !== null && (bundled === null || certainty(later) >= certainty(bundled)))
        return { ...later, priceSource: 'feed' };
      return bundled === null ? null : { ...bundled, priceSource: 'bundled' };
    },
  };
}

const CERTAINTY = { exact: 2, alias: 1, prefix: 0 } as const;

function certainty({ matchKind }: BundledPrice): number {
  return CERTAINTY[matchKind];
}
