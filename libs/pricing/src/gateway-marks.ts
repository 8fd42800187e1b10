import type { TokenUsage } from '@llm-cost-optimizer/contracts';

/**
 * The usage as it would have been without marks that the gateway set for the provider's prompt cache: all of the prompt fresh. The
 * client's own caching, and what providers cache by themselves, stays. Returns the same object where nothing changes.
 */
export function withoutGatewayMarks(usage: TokenUsage): TokenUsage {
  if (usage.hasGatewayMarks !== true) return usage;
  const { hasGatewayMarks: _, ...rest } = usage;
  return { ...rest, cachedTokens: 0, cacheWriteTokens: 0, cacheWriteLongTokens: 0 };
}
