import type { CostLine, ModelRef, TokenUsage } from '@llm-cost-optimizer/contracts';
import { billUsage } from './bill.ts';
import type { CatalogueModel } from './catalogue/model.ts';
import { regionFactorOf } from './catalogue/providers.ts';
import { withoutGatewayMarks } from './gateway-marks.ts';
import { FACTOR_ONE, type Factor, factor, type Money, multiplyFactors } from './money.ts';
import type { PriceBook } from './price-book.ts';
import { serviceTierFactor } from './service-tier.ts';
import { tokenizerOf, tokenRatio } from './tokenizer.ts';
import { splitUsage } from './usage-parts.ts';

export interface CounterfactualQuery {
  readonly baseline: ModelRef;
  /** The model that really answered (of the original call for cache hits). */
  readonly served: ModelRef;
  readonly usage: TokenUsage;
  readonly at: Date | number;
  /** The tier the client asked for: it would have asked the baseline for the same. */
  readonly serviceTier?: string | null;
  /** Region of the served arm, default as the usage says; its multiplier applies to both arms. */
  readonly region?: string | null;
}

/** What the baseline would have cost for the same work. */
export interface Counterfactual {
  /** Null when the baseline has no known price. */
  readonly money: Money | null;
  readonly lines: readonly CostLine[];
  /** True when the baseline could no longer be bought at that time. */
  readonly isHistoric: boolean;
  /** True when a rate, a tier or a token count had to be assumed. */
  readonly isEstimated: boolean;
}

/** True when the model could not be bought any more at the time: it is marked as retired and its day has come (or is not recorded). */
export function isRetiredAt(model: CatalogueModel | null, atMs: number): boolean {
  if (model === null) return false;
  if (model.retiresOn !== null) return atMs >= Date.parse(model.retiresOn);
  return model.status === 'retired';
}

/**
 * The served token vector at the baseline's prices. Reasoning is taken out when the baseline does not reason; tokens
 * of the client's own prompt caching stay cached (it would have cached there too) at the baseline's rate; counts
 * are scaled when the two models cut text differently. The service tier acts on both arms.
 */
export function computeCounterfactual(book: PriceBook, query: CounterfactualQuery): Counterfactual {
  const atMs = Number(query.at);
  const { baseline, served } = query;
  const price = book.resolve(baseline.provider, baseline.model, atMs);
  if (price === null) {
    const isHistoric = isRetiredAt(book.index.exact(baseline.provider, baseline.model), atMs);
    return { money: null, lines: [], isHistoric, isEstimated: false };
  }

  // The client would not have cached at the baseline what only the gateway marked.
  const visible = withoutReasoning(book, { ...query, usage: withoutGatewayMarks(query.usage) });
  const ratio = tokenRatio(tokenizerOf(book.index, served), tokenizerOf(book.index, baseline));
  const usage = ratio === null ? visible.usage : scaleUsage(visible.usage, ratio);
  const tier = tierOnBothArms(book, query, atMs);
  const bill = billUsage(splitUsage(usage), price.card, tier.by);
  const isEstimated =
    price.isEstimated || bill.isEstimated || visible.isEstimated || tier.isEstimated || ratio !== null;
  return {
    money: bill.money,
    lines: bill.lines,
    isHistoric: isRetiredAt(price.model, atMs),
    isEstimated: bill.money !== null && isEstimated,
  };
}

/** Output of a reasoning model contains tokens that a plain baseline would not have produced. */
function withoutReasoning(
  book: PriceBook,
  { baseline, served, usage }: CounterfactualQuery,
): { usage: TokenUsage; isEstimated: boolean } {
  if (isReasoning(book, baseline) !== false) return { usage, isEstimated: false };
  if (usage.reasoningTokens === null) return { usage, isEstimated: isReasoning(book, served) !== false };
  const completionTokens = Math.max(0, usage.completionTokens - usage.reasoningTokens);
  return { usage: { ...usage, completionTokens, reasoningTokens: 0 }, isEstimated: false };
}

/** Null = not known. */
function isReasoning(book: PriceBook, ref: ModelRef): boolean | null {
  const match = book.index.find(ref.provider, ref.model);
  if (match !== null) return match.model.capabilities.isReasoning;
  // Families of the bundled data from before reasoning; everything else there is unknown.
  return /^(gpt-3|gpt-4|chatgpt-4o|claude-[23v]|gemini-1|llama|mixtral|mistral)/i.test(ref.model) ? false : null;
}

function scaleUsage(usage: TokenUsage, ratio: number): TokenUsage {
  const scaled = (tokens: number): number => Math.round(tokens * ratio);
  return {
    ...usage,
    promptTokens: scaled(usage.promptTokens),
    cachedTokens: scaled(usage.cachedTokens),
    cacheWriteTokens: scaled(usage.cacheWriteTokens),
    cacheWriteLongTokens: scaled(usage.cacheWriteLongTokens),
    completionTokens: scaled(usage.completionTokens),
    reasoningTokens: usage.reasoningTokens === null ? null : scaled(usage.reasoningTokens),
    audioInputTokens: scaled(usage.audioInputTokens),
    audioOutputTokens: scaled(usage.audioOutputTokens),
  };
}

/** A tier the baseline's provider does not sell takes the served arm's factor, so that it moves neither side alone. */
function tierOnBothArms(
  book: PriceBook,
  { baseline, served, serviceTier = null, region: regionName = null, usage }: CounterfactualQuery,
  atMs: number,
): { by: Factor; isEstimated: boolean } {
  const region = factor(regionFactorOf(served.provider, regionName ?? usage.region ?? null) ?? '1');
  const at = (ref: ModelRef): Factor | null =>
    serviceTierFactor(ref.provider, book.index.find(ref.provider, ref.model)?.model ?? null, serviceTier, atMs);
  const own = at(baseline);
  if (own !== null) return { by: multiplyFactors(own, region), isEstimated: false };
  return { by: multiplyFactors(at(served) ?? FACTOR_ONE, region), isEstimated: true };
}
