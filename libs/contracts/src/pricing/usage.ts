/**
 * Tokens of one provider call in one meaning, whatever the provider's own wording:
 * the prompt total contains cached and written tokens, the completion total contains reasoning.
 * (Anthropic sends cache reads and writes beside `input_tokens`; its adapter adds them.)
 */
export interface TokenUsage {
  readonly promptTokens: number;
  /** Part of the prompt that the provider read from its own prompt cache. */
  readonly cachedTokens: number;
  /** Part of the prompt written to the provider's cache at its short lifetime (Anthropic 5 min, OpenAI 30 min). */
  readonly cacheWriteTokens: number;
  /** Part of the prompt written at the long lifetime (Anthropic 1 h, OpenAI 12 h). */
  readonly cacheWriteLongTokens: number;
  readonly completionTokens: number;
  /** Part of the completion that was reasoning; null = the provider does not say. */
  readonly reasoningTokens: number | null;
  readonly audioInputTokens: number;
  readonly audioOutputTokens: number;
  /**
   * Calls of the provider's own tools that it bills beside tokens, by tool (`web_search`, `web_fetch`, `file_search`,
   * `code_interpreter`, `image_generation`). Absent = none, or the provider does not say.
   */
  readonly serverToolRequests?: Readonly<Record<string, number>>;
  /**
   * Calls to models that the provider made by itself on the way to the answer and bills beside it; their tokens are in none of the
   * counts above. Absent = none, or the provider does not say.
   */
  readonly sideCalls?: readonly SideCall[];
  /** Region that the provider says it bound the work to (Anthropic's `inference_geo`), where that may change the price. Absent = none. */
  readonly region?: string;
  /**
   * True where the cached and written tokens exist because the gateway marked the prompt: the client had asked for no caching, so
   * neither a baseline nor anybody else's bill gets these rates. Absent = they are the client's own, or the provider's.
   */
  readonly hasGatewayMarks?: true;
}

/** One call that a provider made by itself: Anthropic's compaction of a long context, or its advisor. */
export interface SideCall {
  /** The provider's word, e.g. `compaction`, `advisor_message`. */
  readonly kind: string;
  /** Null = the model that answered. */
  readonly model: string | null;
  readonly usage: Omit<TokenUsage, 'sideCalls' | 'serverToolRequests' | 'region' | 'hasGatewayMarks'>;
}

/** Where the counts of an attempt come from; `none` = nothing was generated, so nothing is billed. */
export type UsageSource = 'provider' | 'estimated' | 'none';

/** A usage of zeros, for attempts that never generated anything. */
export const NO_USAGE: TokenUsage = Object.freeze({
  promptTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  cacheWriteLongTokens: 0,
  completionTokens: 0,
  reasoningTokens: 0,
  audioInputTokens: 0,
  audioOutputTokens: 0,
});

/** Usage in the shape of OpenAI's chat completions, the form that all answers have on their way through the gateway. */
export function openAiUsage(usage: TokenUsage): Record<string, unknown> {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    prompt_tokens_details: {
      cached_tokens: usage.cachedTokens,
      cache_write_tokens: usage.cacheWriteTokens + usage.cacheWriteLongTokens,
      audio_tokens: usage.audioInputTokens,
    },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens ?? 0,
      audio_tokens: usage.audioOutputTokens,
    },
  };
}
