import type { Money } from '@llm-cost-optimizer/pricing';

/** Tokens as providers bill them: fresh input, input read from a cache, input written to it (short and long lifetime), output. */
export const TOKEN_CLASSES = ['input', 'cached', 'cache_write', 'cache_write_long', 'output'] as const;
export type TokenClass = (typeof TOKEN_CLASSES)[number];

export type TokenCounts = Readonly<Record<TokenClass, number>>;

export const NO_TOKENS: TokenCounts = Object.freeze({
  input: 0,
  cached: 0,
  cache_write: 0,
  cache_write_long: 0,
  output: 0,
});

/** What a provider's export says of one day and model. Null = it does not say. */
export interface ExportLine {
  /** UTC, `YYYY-MM-DD`. */
  readonly day: string;
  /** Null = the export is not split by model. */
  readonly model: string | null;
  readonly key: string | null;
  readonly requests: number | null;
  readonly tokens: TokenCounts | null;
  readonly usd: Money | null;
}

/** What the ledger has of one day and model: sums over attempts, which are what providers bill. */
export interface BookedLine {
  readonly day: string;
  readonly model: string;
  readonly requests: number;
  readonly tokens: TokenCounts;
  /** Known costs. */
  readonly usd: Money;
  /** Attempts whose usage the provider did not send. */
  readonly estimated: number;
  /** Attempts without a known price. */
  readonly unpriced: number;
}

export type ExportProvider = 'openai' | 'anthropic' | 'unknown';

export interface Export {
  readonly provider: ExportProvider;
  readonly kind: 'usage' | 'cost';
  readonly lines: readonly ExportLine[];
}

/** Adds two counts. */
export function addTokens(one: TokenCounts, other: TokenCounts): TokenCounts {
  return {
    input: one.input + other.input,
    cached: one.cached + other.cached,
    cache_write: one.cache_write + other.cache_write,
    cache_write_long: one.cache_write_long + other.cache_write_long,
    output: one.output + other.output,
  };
}
