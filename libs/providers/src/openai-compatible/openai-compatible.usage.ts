import type { TokenUsage } from '@llm-cost-optimizer/contracts';
import { countOrNull, isRecord, recordOf } from '../json/json.ts';

/**
 * Usage in OpenAI's shape as TokenUsage: cached, written and audio tokens are parts of the prompt, reasoning is part of
 * the completion. Null for anything that cannot be true (absent, negative, not a number, nothing at all counted),
 * so that the caller estimates. Parts that exceed their whole are cut to it.
 */
export function readOpenAiUsage(value: unknown): TokenUsage | null {
  if (!isRecord(value)) return null;
  const promptTokens = countOrNull(value.prompt_tokens);
  const sentCompletion = countOrNull(value.completion_tokens) ?? (value.completion_tokens === undefined ? 0 : null);
  if (promptTokens === null || sentCompletion === null || promptTokens === 0) return null;
  const prompt = recordOf(value.prompt_tokens_details);
  const completion = recordOf(value.completion_tokens_details);
  const cachedTokens = Math.min(countOrNull(prompt.cached_tokens) ?? 0, promptTokens);
  const reasoningTokens = countOrNull(completion.reasoning_tokens);
  const completionTokens = withReasoning(value, promptTokens, sentCompletion, reasoningTokens ?? 0);
  return {
    promptTokens,
    cachedTokens,
    cacheWriteTokens: Math.min(countOrNull(prompt.cache_write_tokens) ?? 0, promptTokens - cachedTokens),
    cacheWriteLongTokens: 0,
    completionTokens,
    reasoningTokens: reasoningTokens === null ? null : Math.min(reasoningTokens, completionTokens),
    audioInputTokens: Math.min(countOrNull(prompt.audio_tokens) ?? 0, promptTokens),
    audioOutputTokens: Math.min(countOrNull(completion.audio_tokens) ?? 0, completionTokens),
  };
}

/** Some servers (xAI's models) count reasoning beside the completion; their total then shows it. */
function withReasoning(
  value: Readonly<Record<string, unknown>>,
  promptTokens: number,
  completionTokens: number,
  reasoningTokens: number,
): number {
  const total = countOrNull(value.total_tokens);
  const isBeside = reasoningTokens > 0 && total === promptTokens + completionTokens + reasoningTokens;
  return isBeside ? completionTokens + reasoningTokens : completionTokens;
}

/** Usage of the Responses API, which has the same parts under other names. Null as above. */
export function readResponsesUsage(value: unknown): TokenUsage | null {
  if (!isRecord(value)) return null;
  return readOpenAiUsage({
    prompt_tokens: value.input_tokens,
    completion_tokens: value.output_tokens,
    total_tokens: value.total_tokens,
    prompt_tokens_details: value.input_tokens_details,
    completion_tokens_details: value.output_tokens_details,
  });
}
