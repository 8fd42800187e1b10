import type { Mode, Tier } from '../routing/mode.ts';

/** A part of a message's content. Unknown kinds are kept and passed on. */
export interface ContentPart {
  readonly type: string;
  readonly text?: string;
  readonly image_url?: { readonly url: string; readonly detail?: string };
  readonly [field: string]: unknown;
}

export interface ToolCall {
  readonly id: string;
  readonly type: string;
  readonly function?: { readonly name: string; readonly arguments: string };
  readonly [field: string]: unknown;
}

export interface ChatMessage {
  readonly role: string;
  readonly content?: string | readonly ContentPart[] | null;
  readonly name?: string;
  readonly tool_calls?: readonly ToolCall[];
  readonly tool_call_id?: string;
  readonly [field: string]: unknown;
}

/** The client's JSON body as parsed, with the checked fields typed. Never changed after parsing. */
export interface ChatBody {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly stream?: boolean | null;
  readonly stream_options?: { readonly include_usage?: boolean } | null;
  readonly max_tokens?: number | null;
  readonly max_completion_tokens?: number | null;
  readonly temperature?: number | null;
  readonly top_p?: number | null;
  readonly n?: number | null;
  readonly stop?: string | readonly string[] | null;
  readonly seed?: number | null;
  readonly tools?: readonly unknown[] | null;
  readonly tool_choice?: unknown;
  readonly response_format?: { readonly type: string; readonly [field: string]: unknown } | null;
  readonly reasoning_effort?: string | null;
  readonly user?: string | null;
  readonly metadata?: Readonly<Record<string, string>> | null;
  readonly [field: string]: unknown;
}

/** Our own options, from `lco`, `preference`, headers and known dialects, brought to one form. Never sent to a provider. */
export interface LcoOptions {
  readonly mode: Mode | null;
  /** 0 (cheapest) to 10 (best), instead of a mode's own balance. Absent = the configured one. */
  readonly dial?: number;
  /** Share, 0 to 1, of what the strongest model would get that has to be kept. Absent = the configured one. */
  readonly qualityTarget?: number;
  /** Models of lower tiers are not taken. Absent = any. */
  readonly minTier?: Tier;
  readonly cacheRead: boolean;
  readonly cacheWrite: boolean;
  /** True for `x-lco-cache: only`: answer from the cache or fail. */
  readonly cacheOnly: boolean;
  /** Null = the configured lifetime. */
  readonly cacheTtlSeconds: number | null;
  /** Stored answers older than this are not taken (LiteLLM's `s-maxage`). Absent = any that has not expired. */
  readonly cacheMaxAgeSeconds?: number;
  readonly cacheNamespace: string | null;
  readonly tags: readonly string[];
  readonly sessionId: string | null;
  /** Model named as baseline by the client; null = the configured one. */
  readonly baseline: string | null;
  readonly maxCostUsd: string | null;
  /** Patterns such as `openai/*`; null = any. */
  readonly allowedModels: readonly string[] | null;
  /** True when the client wants cost and usage on a stream although it did not ask for usage. */
  readonly wantsUsage: boolean;
  /** Models to try, in this order, when the first choice cannot answer. Absent = those of the route. */
  readonly fallbacks?: readonly string[];
  /** Time for the whole request; the configured deadline ends it earlier where that is shorter. Absent = the configured one. */
  readonly deadlineMs?: number;
  /** True: a cheaper model may answer first where its answer can be checked. False: never. Absent = as configured. */
  readonly cascade?: boolean;
  /** True: models that would not take every parameter as it is are left out. Absent = as configured. */
  readonly isStrict?: boolean;
  /** False: nothing of this prompt is marked for the provider's cache. Absent = as configured. */
  readonly promptCaching?: false;
}

/** A parsed request to `/v1/chat/completions`. */
export interface ChatRequest {
  readonly body: ChatBody;
  /** The bytes as they came, for hashing and for splicing. */
  readonly raw: Uint8Array;
  readonly isStreaming: boolean;
  /** True when the client asked for the closing usage chunk (`stream_options.include_usage`). */
  readonly wantsUsageChunk: boolean;
  readonly options: LcoOptions;
}
