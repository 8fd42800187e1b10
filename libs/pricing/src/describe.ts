import type { ModelCapabilities, ModelRef, PriceSource } from '@llm-cost-optimizer/contracts';
import type { CatalogueModel, Day, ModelStatus } from './catalogue/model.ts';
import { isRetiredAt } from './counterfactual.ts';
import { toUsdString } from './money.ts';
import type { PriceBook } from './price-book.ts';
import type { RateCard, Rates } from './rate-card.ts';

/** Rates of one step as decimal text in USD per million tokens; null = not published. */
export interface DescribedRates {
  readonly inputUsdPerMillion: string | null;
  readonly outputUsdPerMillion: string | null;
  readonly cacheReadUsdPerMillion: string | null;
  readonly cacheWriteUsdPerMillion: string | null;
  readonly cacheWriteLongUsdPerMillion: string | null;
}

/** What a page or a picker shows of a model. */
export interface ModelDescription extends DescribedRates {
  /** `provider/model`. */
  readonly id: string;
  readonly provider: string;
  readonly model: string;
  readonly kind: 'chat' | 'embedding';
  readonly status: ModelStatus;
  readonly releasedOn: Day | null;
  readonly retiresOn: Day | null;
  /** Model id that takes its place; null = none. */
  readonly successor: string | null;
  readonly contextTokens: number | null;
  readonly capabilities: ModelCapabilities;
  /** Rates of long prompts; null = the same for all lengths. */
  readonly longPrompt: (DescribedRates & { readonly overTokens: number }) | null;
  /** Old names that lead here as a route. */
  readonly aliases: readonly string[];
  readonly checkedOn: Day;
  readonly sources: readonly string[];
}

/** Later than every price row, for the newest price. */
const LATEST_MS = Date.parse('2100-01-01');

export function describeModel(
  book: PriceBook,
  model: CatalogueModel,
  aliases: readonly string[],
  atMs: number | null,
): ModelDescription {
  const card = book.resolve(model.provider, model.model, atMs ?? LATEST_MS)?.card ?? null;
  const isRetired = atMs === null ? model.status === 'retired' : isRetiredAt(model, atMs);
  const statusBefore = model.status === 'retired' ? 'legacy' : model.status;
  return {
    id: `${model.provider}/${model.model}`,
    provider: model.provider,
    model: model.model,
    kind: model.kind,
    status: isRetired ? 'retired' : statusBefore,
    releasedOn: model.releasedOn,
    retiresOn: model.retiresOn,
    successor: model.successor,
    contextTokens: model.capabilities.contextTokens,
    capabilities: model.capabilities,
    ...describeRates(card?.steps[0]?.rates ?? null),
    longPrompt: describeLongPrompt(card),
    aliases,
    checkedOn: model.checkedOn,
    sources: model.sources,
  };
}

/** The rates of short prompts of any model that has a price. */
export function ratesOf(book: PriceBook, { provider, model }: ModelRef, atMs: number | null): DescribedRates {
  return describeRates(book.resolve(provider, model, atMs ?? LATEST_MS)?.card.steps[0]?.rates ?? null);
}

/** Where the price of a model comes from; null = no price known. */
export function priceSourceOf(book: PriceBook, { provider, model }: ModelRef, atMs: number | null): PriceSource | null {
  return book.resolve(provider, model, atMs ?? LATEST_MS)?.priceSource ?? null;
}

/** The rates of a price list's entry, for short prompts and for long ones. */
export function describeCard(card: RateCard): DescribedRates & Pick<ModelDescription, 'longPrompt'> {
  return { ...describeRates(card.steps[0]?.rates ?? null), longPrompt: describeLongPrompt(card) };
}

function describeLongPrompt(card: RateCard | null): ModelDescription['longPrompt'] {
  const step = card?.steps[1];
  return step === undefined ? null : { overTokens: step.overTokens, ...describeRates(step.rates) };
}

function describeRates(rates: Rates | null): DescribedRates {
  const text = (unit: keyof Rates): string | null => {
    const rate = rates?.[unit] ?? null;
    return rate === null ? null : toUsdString(rate);
  };
  return {
    inputUsdPerMillion: text('input'),
    outputUsdPerMillion: text('output'),
    cacheReadUsdPerMillion: text('cache_read'),
    cacheWriteUsdPerMillion: text('cache_write'),
    cacheWriteLongUsdPerMillion: text('cache_write_long'),
  };
}
