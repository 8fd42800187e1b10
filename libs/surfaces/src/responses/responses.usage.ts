import type { TokenUsage } from '@llm-cost-optimizer/contracts';
import type { Fields } from '../surface.ts';

/** Usage in the shape of the Responses API. */
export function responsesUsage(usage: TokenUsage): Fields {
  return {
    input_tokens: usage.promptTokens,
    input_tokens_details: {
      cached_tokens: usage.cachedTokens,
      cache_write_tokens: usage.cacheWriteTokens + usage.cacheWriteLongTokens,
    },
    output_tokens: usage.completionTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens ?? 0 },
    total_tokens: usage.promptTokens + usage.completionTokens,
  };
}
