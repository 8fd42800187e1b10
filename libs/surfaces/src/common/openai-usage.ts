import type { TokenUsage } from '@llm-cost-optimizer/contracts';
import type { Fields } from '../surface.ts';

/** Usage in the shape of chat completions and completions. */
export function openAiUsage(usage: TokenUsage): Fields {
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
