import type { TokenUsage } from '@llm-cost-optimizer/contracts';

/** No vocabulary has a longer token; those of spaces and rulers reach half of it. */
const LONGEST_TOKEN_CHARS = 256;
/** Far more than a character of the rarest script takes. */
const TOKENS_PER_CHAR = 100;
/** Tokens around a text that no reader sees: ends of turns, marks of tool calls. */
const UNSEEN_TOKENS = 20;

/**
 * Holds a provider's count against the text that came. `too_few` cannot be true; `too_many` is beyond anything seen, but
 * the provider may have done work that it does not show, so it is only noted. Null = nothing speaks against the count.
 * Where reasoning is not counted apart it may be any part of the completion, so nothing is too many.
 */
export function usageDoubt(
  usage: TokenUsage,
  outputChars: number,
  echoedTokens: number,
): 'too_few' | 'too_many' | null {
  const { completionTokens, reasoningTokens } = usage;
  if (outputChars > LONGEST_TOKEN_CHARS * (completionTokens + echoedTokens + 1)) return 'too_few';
  // Vectors, images and speech have no characters to be counted.
  if (outputChars === 0 || reasoningTokens === null) return null;
  const visible = completionTokens - reasoningTokens - usage.audioOutputTokens;
  return visible > TOKENS_PER_CHAR * (outputChars + UNSEEN_TOKENS) ? 'too_many' : null;
}
