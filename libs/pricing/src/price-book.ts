import type { MatchKind, PriceSource } from '@llm-cost-optimizer/contracts';
import { type BaseData, createBaseData } from './base-data.ts';
import type { CatalogueModel, PriceRow } from './catalogue/model.ts';
import { createModelIndex, type ModelIndex } from './model-index.ts';
import { type CompiledOverride, compileOverrides, type PriceOverride } from './overrides.ts';
import { cardFromRow, type RateCard } from './rate-card.ts';

/** The price of one model on one day. */
export interface ResolvedPrice {
  readonly card: RateCard;
  readonly priceSource: PriceSource;
  readonly matchKind: MatchKind;
  /** True for a match by likeness, a day before the model's release, and models that bill more than tokens. */
  readonly isEstimated: boolean;
  /** The overlay's description, also when the price came from elsewhere (`gpt-4-0613` is `gpt-4`); null = not in the overlay. */
  readonly model: CatalogueModel | null;
}

/** Finds the price of a model at a time, prepared rates kept by provider, model and day. */
export interface PriceBook {
  readonly index: ModelIndex;
  readonly base: BaseData;
  /** Null when nobody knows a price: also for local models without an override. */
  resolve(provider: string, model: string, atMs: number): ResolvedPrice | null;
}

const DAY_MS = 86_400_000;
/** Model names come from clients, so the number of names remembered is bounded; beyond it the memory starts anew. */
const MAX_REMEMBERED = 2_000;

export function createPriceBook(
  models: readonly CatalogueModel[],
  overrides: readonly PriceOverride[],
  base: BaseData = createBaseData(null),
): PriceBook {
  const index = createModelIndex(models);
  const compiled = compileOverrides(overrides);
  const cards = new Map<PriceRow, RateCard>();
  const remembered = new Map<string, Map<string, { day: number; price: ResolvedPrice | null }>>();
  let size = 0;

  const cardOf = (row: PriceRow, provider: string): RateCard => {
    const card = cards.get(row) ?? cardFromRow(row, provider);
    cards.set(row, card);
    return card;
  };

  return {
    index,
    base,
    resolve(provider, model, atMs) {
      const day = Math.floor(atMs / DAY_MS);
      let names = remembered.get(provider);
      const known = names?.get(model);
      if (known !== undefined && known.day === day) return known.price;
      const { price, isForWholeDay } = findPrice({ index, base, overrides: compiled, cardOf }, provider, model, atMs);
      if (!isForWholeDay) return price;
      if (size >= MAX_REMEMBERED) {
        remembered.clear();
        names = undefined;
        size = 0;
      }
      if (names === undefined) {
        names = new Map();
        remembered.set(provider, names);
      }
      if (!names.has(model)) size += 1;
      names.set(model, { day, price });
      return price;
    },
  };
}

interface Sources {
  readonly index: ModelIndex;
  readonly base: BaseData;
  readonly overrides: readonly CompiledOverride[];
  readonly cardOf: (row: PriceRow, provider: string) => RateCard;
}

interface Found {
  readonly price: ResolvedPrice | null;
  readonly isForWholeDay: boolean;
}

/**
 * Order: override; the overlay's very id; an id the bundled data list outright; a dated id of the overlay; another
 * declared name of the bundled data; the longer of the two matches by beginning. So a newer model of our own is
 * never priced as the older one whose name it begins with (claude-sonnet-5-5 and claude-sonnet-5).
 */
function findPrice(sources: Sources, provider: string, model: string, atMs: number): Found {
  const overlay = sources.index.find(provider, model);
  const described = overlay !== null && overlay.kind !== 'prefix' ? overlay.model : null;
  const name = model.toLowerCase();
  const override = sources.overrides.find((one) => one.provider === provider.toLowerCase() && one.matches(name));
  if (override !== undefined) {
    return whole({
      card: override.card,
      priceSource: 'override',
      matchKind: override.isExact ? 'exact' : 'alias',
      isEstimated: override.isEstimated,
      model: described,
    });
  }
  const own = overlay === null ? null : ownPrice(sources, overlay.model, atMs);
  if (own !== null && overlay?.kind === 'exact') return whole({ ...own, matchKind: 'exact' });

  const bundled = sources.base.find(provider, model, atMs);
  const bundledFound = (kind: MatchKind): Found | null => {
    if (bundled === null || bundled.matchKind !== kind) return null;
    return {
      price: {
        card: bundled.card,
        priceSource: bundled.priceSource,
        matchKind: kind,
        isEstimated: kind === 'prefix' || bundled.hasOtherUnits,
        model: described ?? (kind === 'prefix' ? null : sources.index.exact(provider, bundled.modelId)),
      },
      isForWholeDay: !bundled.dependsOnHour,
    };
  };
  const exact = bundledFound('exact');
  if (exact !== null) return exact;
  if (own !== null && overlay?.kind === 'dated') return whole({ ...own, matchKind: 'alias' });
  const alias = bundledFound('alias');
  if (alias !== null) return alias;
  if (own !== null && overlay !== null && overlay.model.model.length >= (bundled?.matchLength ?? 0)) {
    return whole({ ...own, matchKind: 'prefix', isEstimated: true });
  }
  return bundledFound('prefix') ?? { price: null, isForWholeDay: true };
}

function whole(price: ResolvedPrice): Found {
  return { price, isForWholeDay: true };
}

/** The overlay's price on that day. Days before the first row or before the release take the first price, marked as estimated. */
function ownPrice(sources: Sources, model: CatalogueModel, atMs: number): Omit<ResolvedPrice, 'matchKind'> | null {
  const [first] = model.prices;
  if (first === undefined) return null;
  const row = model.prices.findLast((one) => one.validFrom === null || Date.parse(one.validFrom) <= atMs);
  const isBeforeRelease = model.releasedOn !== null && atMs < Date.parse(model.releasedOn);
  return {
    card: sources.cardOf(row ?? first, model.provider),
    priceSource: 'overlay',
    isEstimated: row === undefined || isBeforeRelease,
    model,
  };
}
