import type { BudgetNote } from '../budget/budget.ts';
import type { CostLine, MatchKind, PriceSource, SavingsBreakdown } from '../pricing/cost.ts';
import type { TokenUsage, UsageSource } from '../pricing/usage.ts';
import type { CascadeTrace, DecisionInputs, SwitchTrace } from '../routing/decision.ts';
import type { Mode, Tier } from '../routing/mode.ts';
import type { DroppedCandidate, RequestFeatures, ScoreReason } from '../routing/plan.ts';
import type { PromptCachingTrace } from '../routing/prompt-caching.ts';

/** What became of a request that passed authentication. */
export const OUTCOMES = ['ok', 'cache_exact', 'cache_semantic', 'dedup', 'cancelled', 'rejected', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What became of one call to a provider. */
export const ATTEMPT_OUTCOMES = [
  'ok',
  'rate_limited',
  'quota_exhausted',
  'auth_failed',
  'not_found',
  'bad_request',
  'context_length',
  'too_large',
  'content_filter',
  'overloaded',
  'server_error',
  'invalid_answer',
  'connect_failed',
  'dns_failed',
  'tls_failed',
  'timeout_headers',
  'timeout_first_token',
  'stalled',
  'broken',
  'deadline',
  'cancelled',
  'interrupted',
] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

/** How the response cache took part; the word of the `x-lco-cache` header. */
export const CACHE_RESULTS = ['HIT', 'MISS', 'SEMANTIC', 'BYPASS', 'DEDUP'] as const;
export type CacheResult = (typeof CACHE_RESULTS)[number];

/** The APIs that clients speak; a row is written for each but counting, which generates nothing. */
export const SURFACES = [
  'chat_completions',
  'messages',
  'count_tokens',
  'responses',
  'responses_compact',
  'responses_input_tokens',
  'completions',
  'embeddings',
  'moderations',
  'ollama_chat',
  'ollama_generate',
  'ollama_embed',
  'ollama_embeddings',
] as const;
export type Surface = (typeof SURFACES)[number];

/** Which of several ways a provider was called, by the names of the configuration; never the key itself. */
export interface AttemptUpstream {
  /** Name of the address. */
  readonly deployment: string;
  readonly key: string;
}

/** A count of the provider that is far from the text that came, or that is no count at all. */
export interface OddUsage {
  /** Null where what came is no count. */
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  /** What came where it is no count (zero, negative, words), as JSON of at most 300 characters. */
  readonly sent?: string;
  /** True when it cannot be true, so that the row has an estimate instead. */
  readonly isReplaced: boolean;
}

/** One call that left for a provider. Written once, never changed. */
export interface AttemptRecord {
  /** UUIDv7; the exactly-once key. */
  readonly id: string;
  /** 1 for the first call of the request. */
  readonly number: number;
  readonly provider: string;
  readonly model: string;
  /** Model name in the provider's answer; null when none came. Priced by this one. */
  readonly answeredModel: string | null;
  readonly isSimulated: boolean;
  /** Absent where the provider has one address with one key. */
  readonly upstream?: AttemptUpstream;
  /** Absent where nothing speaks against what the provider counted. */
  readonly oddUsage?: OddUsage;
  readonly outcome: AttemptOutcome;
  /** HTTP status of the provider; null when no answer came. */
  readonly httpStatus: number | null;
  readonly startedAt: string;
  /** Milliseconds from dispatch to the first byte of content; null when none came. */
  readonly ttftMs: number | null;
  readonly latencyMs: number;
  readonly usage: TokenUsage;
  readonly usageSource: UsageSource;
  /** Decimal string in USD; null = price unknown. */
  readonly costUsd: string | null;
  /** What budgets are charged where the price is unknown: the dearest known price of the provider. Absent where `costUsd` is known. */
  readonly chargeUsd?: string;
  readonly costLines: readonly CostLine[];
  readonly priceSource: PriceSource | null;
  readonly matchKind: MatchKind | null;
  /** `default`, `flex`, `priority` … as the answer said; null when it did not. */
  readonly serviceTier: string | null;
  /** The provider's request id, for its support. */
  readonly providerRequestId: string | null;
  readonly finishReason: string | null;
}

/** Everything that decided about a request; shown by the request page, read by headers and log line. */
export interface DecisionTrace {
  readonly features: RequestFeatures | null;
  readonly scorer: string | null;
  readonly reasons: readonly ScoreReason[];
  readonly candidates: readonly {
    id: string;
    reason: string;
    estimatedCostUsd: string | null;
    /** Probability that its answer will do. Absent where none is known. */
    pGood?: number;
    latencyMs?: number;
  }[];
  readonly dropped: readonly DroppedCandidate[];
  /** Request parameters taken out because the served model refuses them. */
  readonly droppedParameters: readonly string[];
  /** Addresses and keys of the attempts whose provider has several. Absent when none has. */
  readonly upstreams?: readonly (AttemptUpstream & { readonly attempt: number })[];
  /** Counts of providers that are far from the text that came. Absent when there are none. */
  readonly oddUsage?: readonly (OddUsage & { readonly attempt: number })[];
  /** Trace id of the client's `traceparent`, which providers get too. Absent when it sent none. */
  readonly traceId?: string;
  /** How many times an official client had sent this request before (`x-stainless-retry-count`). Absent when none. */
  readonly clientRetries?: number;
  /** What the decision rested on beside what stands in this row, for repeating it. Absent when nothing was decided here. */
  readonly decision?: DecisionInputs;
  readonly isAbstained?: true;
  /** Absent when no budget had reached a level. */
  readonly budgetAction?: BudgetNote;
  /** Expected share of what the strongest model would get. Absent where it is not known. */
  readonly expectedQuality?: number;
  /** Absent when no earlier turn left a prompt cache. */
  readonly switching?: SwitchTrace;
  /** Absent where the prompt was too short, or the provider has no prompt cache that is known. */
  readonly promptCaching?: PromptCachingTrace;
  /** Absent when no cheaper model was asked first. */
  readonly cascade?: CascadeTrace;
  /** Milliseconds from the request's arrival to the end of each stage of the gateway's own work. */
  readonly stageMs: Readonly<Record<string, number>>;
}

/** One authenticated request, whatever became of it. Written once, never changed. */
export interface RequestRecord {
  /** UUIDv7; the exactly-once key and the `x-request-id` unless the client sent its own. */
  readonly id: string;
  /** The value of `x-request-id`; equals `id` when the client sent none. */
  readonly clientRequestId: string;
  readonly organizationId: string;
  readonly projectId: string | null;
  readonly keyId: string | null;
  readonly surface: Surface;
  readonly startedAt: string;
  readonly outcome: Outcome;
  /** HTTP status sent to the client; 499 when it left before one was sent. */
  readonly httpStatus: number;
  readonly errorCode: string | null;
  readonly requestedModel: string;
  readonly mode: Mode | null;
  readonly complexityScore: number | null;
  readonly tier: Tier | null;
  readonly routeReason: string | null;
  readonly servedProvider: string | null;
  readonly servedModel: string | null;
  readonly isSimulated: boolean;
  readonly isStreaming: boolean;
  readonly cache: CacheResult;
  /** Usage of the answer the client got (of the original call for cache hits and shared answers). */
  readonly usage: TokenUsage | null;
  readonly usageSource: UsageSource;
  /** Sum over attempts; null when any billed attempt has no known price. */
  readonly costUsd: string | null;
  readonly baselineModel: string | null;
  readonly baselineCostUsd: string | null;
  /** True when the baseline can no longer be bought (shown as "historic price"). */
  readonly isBaselineHistoric: boolean;
  /** The baseline calculation, line by line. Absent when the baseline is unknown and in rows of gateways before 0.2. */
  readonly baselineLines?: readonly CostLine[];
  /** Null when cost or baseline is unknown. */
  readonly savings: SavingsBreakdown | null;
  /** True when any figure rests on an estimate (usage, price by prefix, tokenizer factor). */
  readonly isEstimated: boolean;
  readonly ttftMs: number | null;
  readonly latencyMs: number;
  /** The gateway's own share of the latency: everything but waiting for the provider. */
  readonly overheadMs: number;
  readonly attemptCount: number;
  readonly endUser: string | null;
  readonly tags: readonly string[];
  readonly sessionId: string | null;
  readonly configVersion: string;
  readonly catalogueVersion: string;
  readonly trace: DecisionTrace;
}

/** A request row with its attempt rows: they are written together or not at all. */
export interface LedgerEntry {
  readonly request: RequestRecord;
  readonly attempts: readonly AttemptRecord[];
}
