import type { TokenUsage } from '@llm-cost-optimizer/contracts';
import type { Fields } from '../surface.ts';

/** Usage in Anthropic's shape: cache reads and writes stand beside `input_tokens` instead of within it. */
export function messagesUsage(usage: TokenUsage): Fields {
  const { cachedTokens, cacheWriteTokens, cacheWriteLongTokens } = usage;
  const written = cacheWriteTokens + cacheWriteLongTokens;
  return {
    input_tokens: Math.max(0, usage.promptTokens - cachedTokens - written),
    cache_creation_input_tokens: written,
    cache_read_input_tokens: cachedTokens,
    cache_creation: {
      ephemeral_5m_input_tokens: cacheWriteTokens,
      ephemeral_1h_input_tokens: cacheWriteLongTokens,
    },
    output_tokens: usage.completionTokens,
    output_tokens_details: thinkingOf(usage),
    server_tool_use: null,
    service_tier: null,
    speed: null,
    inference_geo: null,
  };
}

/** Usage of `message_delta`: the final totals, without what cannot change. */
export function messageDeltaUsage(usage: TokenUsage): Fields {
  const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens } = messagesUsage(usage);
  return {
    input_tokens,
    cache_creation_input_tokens,
    cache_read_input_tokens,
    output_tokens,
    output_tokens_details: thinkingOf(usage),
    server_tool_use: null,
  };
}

function thinkingOf({ reasoningTokens }: TokenUsage): Fields | null {
  return reasoningTokens === null ? null : { thinking_tokens: reasoningTokens };
}
