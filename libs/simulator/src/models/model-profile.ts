export type ProviderId = 'openai' | 'anthropic' | 'groq' | 'ollama' | 'vllm';

/** How a model takes `temperature`, `top_p` (and `top_k`, `logprobs` where they exist). */
export type SamplingRule =
  /** Any value. */
  | 'any'
  /** Only the default value, unless the effort is `none`. */
  | 'effort-none-only'
  /** Only the default value, always. */
  | 'default-only'
  /** The parameter itself is refused, whatever its value. */
  | 'refused';

/** Whether and when a model reasons before it answers. */
export type ReasoningRule =
  | 'never'
  /** By `reasoning_effort`, with a default. */
  | 'effort'
  /** The model decides, within its effort. */
  | 'adaptive'
  | 'always'
  /** Only when asked for with a budget (`thinking.type: enabled`). */
  | 'on-request';

/** What the simulator knows about one model. Limits and quirks: the providers' documentation as of 2026-11-23. */
export interface ModelProfile {
  readonly provider: ProviderId;
  /** The id under which it is requested and booked. */
  readonly id: string;
  /** The id that answers carry; differs for aliases of dated versions. */
  readonly servedId: string;
  readonly kind: 'chat' | 'embedding';
  /** Release date, unix seconds. */
  readonly createdAt: number;
  readonly contextTokens: number;
  /** Most prompt tokens when that is less than the context; null = the context alone counts. */
  readonly inputLimitTokens: number | null;
  readonly maxOutputTokens: number;
  /** Tokens for the same text relative to the common tokenizer. */
  readonly tokenFactor: number;
  readonly reasoning: ReasoningRule;
  /** Efforts that it accepts; empty = the parameter is refused. */
  readonly efforts: readonly string[];
  readonly defaultEffort: string | null;
  /** Whether answers show the reasoning as text; its tokens are billed either way. */
  readonly isReasoningShown: boolean;
  readonly sampling: SamplingRule;
  readonly hasImages: boolean;
  /** False when functions work on the Responses API only. */
  readonly hasToolsInChat: boolean;
  readonly hasPrefill: boolean;
  /** Whether cache writes are reported (and billed) in OpenAI-style usage. */
  readonly isCacheWriteReported: boolean;
  /** ISO date of the announced end; null = none announced. */
  readonly shutdownDate: string | null;
  readonly isRetired: boolean;
  /** Time to the first token in ms and speed, for `realistic`. */
  readonly firstTokenMs: number;
  readonly tokensPerSecond: number;
}

const DEFAULTS: Omit<ModelProfile, 'provider' | 'id' | 'servedId'> = {
  kind: 'chat',
  createdAt: 1_760_000_000,
  contextTokens: 131_072,
  inputLimitTokens: null,
  maxOutputTokens: 16_384,
  tokenFactor: 1,
  reasoning: 'never',
  efforts: [],
  defaultEffort: null,
  isReasoningShown: true,
  sampling: 'any',
  hasImages: true,
  hasToolsInChat: true,
  hasPrefill: true,
  isCacheWriteReported: false,
  shutdownDate: null,
  isRetired: false,
  firstTokenMs: 400,
  tokensPerSecond: 80,
};

/** A profile from what differs from the common case. `servedId` is the id itself unless given. */
export function profile(
  provider: ProviderId,
  id: string,
  differences: Partial<Omit<ModelProfile, 'provider' | 'id'>> = {},
): ModelProfile {
  return { ...DEFAULTS, provider, id, servedId: differences.servedId ?? id, ...differences };
}

/** Profiles of models that were shut down: requests for them are refused in the provider's words. */
export function retired(provider: ProviderId, ids: readonly string[]): ModelProfile[] {
  return ids.map((id) => profile(provider, id, { isRetired: true }));
}
