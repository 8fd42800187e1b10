/** One function call of an answer; `argumentsJson` is valid JSON unless the answer was cut by its length limit. */
export interface SimToolCall {
  readonly name: string;
  readonly argumentsJson: string;
}

export type FinishReason = 'stop' | 'stop_sequence' | 'length' | 'tool_calls';

/** One choice of an answer. Its tokens are `reasoningTokens` plus those of text and calls. */
export interface SimChoice {
  readonly text: string;
  readonly toolCalls: readonly SimToolCall[];
  readonly reasoningText: string;
  readonly reasoningTokens: number;
  readonly completionTokens: number;
  readonly finish: FinishReason;
  /** The stop sequence that ended the text; null = none did. */
  readonly stopSequence: string | null;
}

/** Tokens as OpenAI counts them: cached and written tokens are part of the prompt, reasoning is part of the completion. */
export interface SimUsage {
  readonly promptTokens: number;
  readonly cachedTokens: number;
  /** Tokens written to the prompt cache, both lifetimes together. */
  readonly cacheWriteTokens: number;
  /** The part of `cacheWriteTokens` with a lifetime of one hour. */
  readonly cacheWrite1hTokens: number;
  readonly completionTokens: number;
  readonly reasoningTokens: number;
}

/** What a request that generated nothing is billed. */
export const NO_USAGE: SimUsage = {
  promptTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  cacheWrite1hTokens: 0,
  completionTokens: 0,
  reasoningTokens: 0,
};
