import { findProvider } from '@pydantic/genai-prices';
import { type BundledPrice, findBundledPrice } from '../bundled.ts';
import { PROVIDERS } from '../catalogue/providers.ts';
import type { Catalogue } from '../catalogue.ts';
import { type DescribedRates, describeCard } from '../describe.ts';
import type { RateCard } from '../rate-card.ts';
import type { PriceFeed } from './price-feed.ts';

/** Rates of a model for short prompts, and for long ones where they differ. */
export interface ListedRates extends DescribedRates {
  readonly longPrompt: (DescribedRates & { readonly overTokens: number }) | null;
}

/** What a price list would change for one model. */
export interface PriceChange {
  /** `provider/model`. */
  readonly id: string;
  /** Rates in use; null = the model is new. */
  readonly before: ListedRates | null;
  /** Rates of the list; null = it has dropped the model, which then keeps its price. */
  readonly after: ListedRates | null;
  /** The source that goes before the list, so that the change has no effect; null = the change would take effect. */
  readonly keptBy: 'override' | 'overlay' | null;
}

/** A price list beside what is in use. */
export interface FeedComparison {
  readonly version: string;
  /** Models that both know. */
  readonly shared: number;
  readonly changes: readonly PriceChange[];
  /** Why the list must not be used; empty = it may. */
  readonly refusals: readonly string[];
}

/** A list in which so many of the shared prices move so far is more likely broken than true. */
const MAX_JUMP = 10;
const MAX_JUMPING_SHARE = 0.2;

/**
 * Compares a list with the prices in use on a day, for the providers that the shipped data know and can be routed to.
 * Refused: more than a fifth of the shared models change by more than ten times; a price that existed is gone from a model that is
 * still listed; a provider that is routed to is missing. (Negative prices never get past `parsePriceFeed`.)
 */
export function compareFeed(catalogue: Catalogue, feed: PriceFeed, atMs: number): FeedComparison {
  const changes: PriceChange[] = [];
  const refusals: string[] = [];
  let shared = 0;
  let jumping = 0;
  for (const { id: provider } of PROVIDERS) {
    const known = findProvider({ providerId: provider });
    if (known === undefined) continue;
    const listed = feed.providers.find(({ id }) => id === provider);
    if (listed === undefined) {
      refusals.push(`The provider \`${provider}\` is missing from the list.`);
      continue;
    }
    const names = new Set([...known.models, ...listed.models].map(({ id }) => id));
    for (const name of names) {
      const before = ownEntry(catalogue.basePrice({ provider, model: name }, atMs), name);
      const after = ownEntry(findBundledPrice(listed, name, atMs), name);
      const id = `${provider}/${name}`;
      if (before !== null && after !== null) {
        shared += 1;
        if (isJump(before.card, after.card)) jumping += 1;
        const gone = missingUnit(before.card, after.card);
        if (gone !== null)
          refusals.push(`\`${id}\` had a price per ${gone.replaceAll('_', ' ')} token and has none any more.`);
      }
      const change = changeOf(id, before?.card ?? null, after?.card ?? null);
      if (change === null) continue;
      const source = catalogue.priceSource({ provider, model: name }, atMs);
      changes.push({ ...change, keptBy: source === 'override' || source === 'overlay' ? source : null });
    }
  }
  if (shared > 0 && jumping / shared > MAX_JUMPING_SHARE)
    refusals.push(`${jumping} of ${shared} models change by more than ${MAX_JUMP} times.`);
  return { version: feed.version, shared, changes, refusals };
}

/** Only the entry of that very name: `gpt-x-mini` is not listed because `gpt-x` is. */
function ownEntry(price: BundledPrice | null, name: string): BundledPrice | null {
  return price?.modelId === name ? price : null;
}

function changeOf(id: string, before: RateCard | null, after: RateCard | null): Omit<PriceChange, 'keptBy'> | null {
  const [old, next] = [before, after].map((card) => (card === null ? null : describeCard(card)));
  if (JSON.stringify(old) === JSON.stringify(next)) return null;
  return { id, before: old ?? null, after: next ?? null };
}

function isJump(before: RateCard, after: RateCard): boolean {
  return (['input', 'output'] as const).some((unit) => {
    const [old, next] = [before, after].map((card) => Number(card.steps[0]?.rates[unit] ?? 0n));
    if (old === undefined || next === undefined || old === next) return false;
    return old === 0 || next === 0 || Math.max(old / next, next / old) > MAX_JUMP;
  });
}

function missingUnit(before: RateCard, after: RateCard): string | null {
  const old = before.steps[0]?.rates ?? {};
  const next = after.steps[0]?.rates;
  return (
    (['input', 'output', 'cache_read'] as const).find(
      (unit) => unit in old && (old as Record<string, unknown>)[unit] !== null && (next?.[unit] ?? null) === null,
    ) ?? null
  );
}
