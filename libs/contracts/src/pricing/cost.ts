/** Units a provider bills: tokens by kind, and calls of its own tools. */
export const COST_UNITS = [
  'input',
  'cache_read',
  'cache_write',
  'cache_write_long',
  'output',
  'audio_input',
  'audio_output',
  'web_search',
  'file_search',
] as const;
export type CostUnit = (typeof COST_UNITS)[number];

/**
 * One line of a bill: `tokens x rate x factor`, exact. Money as decimal strings in USD. For tools `tokens` counts calls and the rate
 * is for a million calls ($10 per 1,000 searches stand as 10000), so that every line is the same arithmetic.
 */
export interface CostLine {
  readonly unit: CostUnit;
  /** Model of a call that the provider made beside the answer. Absent = the model that answered. */
  readonly model?: string;
  readonly tokens: number;
  /** USD per million tokens before the factor. */
  readonly rateUsdPerMillion: string;
  /** Product of service tier and region factors, `1` when none applies; always `1` for tools. */
  readonly factor: string;
  readonly costUsd: string;
}

/** Whose price was used, best first. */
export type PriceSource = 'override' | 'overlay' | 'feed' | 'bundled';
/** How the model name met the price: the very name, a declared other name, or a guess by prefix (then `estimated`). */
export type MatchKind = 'exact' | 'alias' | 'prefix';

/** What a token vector costs at one model on one day. */
export interface PricedUsage {
  /** Null when no price is known for the model on that day; never 0 for want of a price. */
  readonly costUsd: string | null;
  readonly lines: readonly CostLine[];
  readonly priceSource: PriceSource | null;
  readonly matchKind: MatchKind | null;
  /** True when a rate had to be assumed (prefix match, or a missing rate replaced by a declared fallback). */
  readonly isEstimated: boolean;
}

/** Causes of a saving. Their sum less `overhead` is the saving, to the last digit. */
export const SAVING_LEVERS = ['routing', 'exactCache', 'semanticCache', 'dedup', 'promptCache', 'serviceTier'] as const;
export type SavingLever = (typeof SAVING_LEVERS)[number];

/** Savings of one request. Decimal strings in USD; negative values stay negative. */
export interface SavingsBreakdown {
  readonly levers: Readonly<Record<SavingLever, string>>;
  /** Cost of attempts that failed or were thrown away; positive means money lost. */
  readonly overheadUsd: string;
  /** baseline - actual = sum(levers) - overhead. */
  readonly savedUsd: string;
}
