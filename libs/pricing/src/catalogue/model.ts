import type { ModelCapabilities } from '@llm-cost-optimizer/contracts';

/** Day in UTC, `YYYY-MM-DD`. A price row is valid from the first instant of the day. */
export type Day = string;

/** USD per million tokens as decimal text; null = the provider publishes no such rate. */
export interface RateTable {
  readonly input: string;
  readonly output: string | null;
  readonly cacheRead: string | null;
  readonly cacheWrite: string | null;
  readonly cacheWriteLong: string | null;
  readonly audioInput?: string | null;
  readonly audioOutput?: string | null;
  /** Per million calls of the provider's tool. Left out = the provider's own rate for all its models. */
  readonly webSearch?: string | null;
  readonly fileSearch?: string | null;
}

/** Rates for the whole request once its prompt is longer than `overTokens`; a prompt of exactly that length pays the short rate. */
export interface LongPromptRates {
  readonly overTokens: number;
  readonly rates: RateTable;
  /** True when the provider's page was not seen and the rule of a sibling model is assumed: costs are then estimates. */
  readonly isAssumed?: boolean;
}

/** What a model costs in one span of time. Past rows are never edited; they only gain `validUntil`. */
export interface PriceRow {
  /** First day; null = from the start. */
  readonly validFrom: Day | null;
  /** First day on which the row no longer holds; null = still valid. */
  readonly validUntil: Day | null;
  readonly rates: RateTable;
  readonly long: LongPromptRates | null;
}

/** A multiplier on all token rates for one tier of service. */
export interface ServiceTierRow {
  /** Word in the provider's `service_tier`, in lower case. */
  readonly tier: string;
  readonly factor: string;
  readonly validFrom: Day | null;
}

/** `active`: in use. `legacy`: still sold, a successor exists or the end is announced. `retired`: cannot be bought, kept as price reference. */
export type ModelStatus = 'active' | 'legacy' | 'retired';

/** Texts cut into tokens by the same family give the same counts. */
export interface Tokenizer {
  readonly family: string;
  /** Tokens relative to `o200k` for the same text, decimal text. Starting guesses except for OpenAI's own. */
  readonly factor: string;
}

/** One model at one provider, as data. */
export interface CatalogueModel {
  readonly provider: string;
  /** The id sent to the provider. */
  readonly model: string;
  readonly kind: 'chat' | 'embedding';
  readonly status: ModelStatus;
  readonly releasedOn: Day | null;
  /** Day of shutdown, announced or past; null = none known. */
  readonly retiresOn: Day | null;
  /** Model id at any provider in this catalogue that takes its place; null = none. */
  readonly successor: string | null;
  readonly capabilities: ModelCapabilities;
  readonly tokenizer: Tokenizer;
  /** Ascending by `validFrom`. Empty = the price bundled with genai-prices under the same id. */
  readonly prices: readonly PriceRow[];
  /** Beyond the provider's own tiers. */
  readonly serviceTiers: readonly ServiceTierRow[];
  /** Day on which price and limits were last compared with the sources. */
  readonly checkedOn: Day;
  readonly sources: readonly string[];
}

/** Limits and abilities of a model nobody described: nothing is excluded, nothing is dropped. */
export const PERMISSIVE_CAPABILITIES: ModelCapabilities = Object.freeze({
  contextTokens: null,
  maxInputTokens: null,
  maxOutputTokens: null,
  acceptsImages: true,
  acceptsTools: true,
  acceptsJsonSchema: true,
  isReasoning: false,
  rejectedParameters: Object.freeze([]),
  reasoningEfforts: null,
  acceptsSamplingWithoutReasoning: false,
  acceptsPrefill: true,
});
