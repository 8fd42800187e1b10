import type { TokenUsage } from '@llm-cost-optimizer/contracts';
import { countOrNull, isRecord, type JsonRecord, recordOf } from '../json/json.ts';

/**
 * Usage in OpenAI's shape as TokenUsage: cached, written and audio tokens are parts of the prompt, reasoning is part of
 * the completion. Null for anything that cannot be true (absent, negative, not a number, nothing at all counted),
 * so that the caller estimates. Parts that exceed their whole are cut to it.
 */
export function readOpenAiUsage(value: unknown): TokenUsage | null {
  if (!isRecord(value)) return null;
  const sentCompletion = countOrNull(value.completion_tokens) ?? (value.completion_tokens === undefined ? 0 : null);
  if (sentCompletion === null) return null;
  const promptTokens = promptOf(value, sentCompletion);
  if (promptTokens === null || promptTokens === 0) return null;
  const prompt = recordOf(value.prompt_tokens_details);
  const completion = recordOf(value.completion_tokens_details);
  const cachedTokens = Math.min(cachedOf(value, prompt) ?? 0, promptTokens);
  const sentReasoning = countOrNull(completion.reasoning_tokens);
  const completionTokens = withReasoning(value, promptTokens, sentCompletion, sentReasoning ?? 0);
  const isHidden = (sentReasoning ?? 0) === 0 && completionTokens > sentCompletion;
  const reasoningTokens = isHidden ? completionTokens - sentCompletion : sentReasoning;
  return {
    promptTokens,
    cachedTokens,
    cacheWriteTokens: Math.min(writtenOf(value, prompt) ?? 0, promptTokens - cachedTokens),
    cacheWriteLongTokens: 0,
    completionTokens,
    reasoningTokens: reasoningTokens === null ? null : Math.min(reasoningTokens, completionTokens),
    audioInputTokens: Math.min(countOrNull(prompt.audio_tokens) ?? 0, promptTokens),
    audioOutputTokens: Math.min(countOrNull(completion.audio_tokens) ?? 0, completionTokens),
  };
}

/** Embeddings of some servers (Voyage) have a total alone. */
function promptOf(value: JsonRecord, completionTokens: number): number | null {
  if (value.prompt_tokens !== undefined) return countOrNull(value.prompt_tokens);
  const total = countOrNull(value.total_tokens);
  return total === null ? null : countOrNull(total - completionTokens);
}

/** In the details at OpenAI; at the top at DeepSeek, Moonshot and Together, and at gateways in front of Anthropic. */
function cachedOf(value: JsonRecord, details: JsonRecord): number | null {
  return (
    countOrNull(details.cached_tokens) ??
    countOrNull(value.prompt_cache_hit_tokens) ??
    countOrNull(value.cached_tokens) ??
    countOrNull(value.cache_read_input_tokens)
  );
}

function writtenOf(value: JsonRecord, details: JsonRecord): number | null {
  return (
    countOrNull(details.cache_write_tokens) ??
    countOrNull(details.cache_creation_tokens) ??
    countOrNull(value.cache_creation_input_tokens)
  );
}

/**
 * Some servers count reasoning beside the completion; their total then shows it. xAI's models say how much it was, Gemini's
 * compatible API only has it in the total.
 */
function withReasoning(
  value: Readonly<Record<string, unknown>>,
  promptTokens: number,
  completionTokens: number,
  reasoningTokens: number,
): number {
  const total = countOrNull(value.total_tokens);
  if (total === null) return completionTokens;
  if (reasoningTokens === 0) return Math.max(completionTokens, total - promptTokens);
  const isBeside = total === promptTokens + completionTokens + reasoningTokens;
  return isBeside ? completionTokens + reasoningTokens : completionTokens;
}

/** Usage of a stream, which may come in several places and in pieces: of each count the last one holds. */
export class StreamUsage {
  /** Null until there is enough to make one. */
  usage: TokenUsage | null = null;
  private fields: JsonRecord = {};

  /** Counts that cannot be true are passed over. */
  add(sent: unknown): void {
    if (!isRecord(sent)) return;
    const fields = mergeCounts(this.fields, sent);
    const usage = readOpenAiUsage(fields);
    // Zeros at the end do not undo what was counted.
    if (usage === null && this.usage !== null) return;
    this.fields = fields;
    this.usage = usage;
  }
}

function mergeCounts(earlier: JsonRecord, later: JsonRecord): JsonRecord {
  const merged: Record<string, unknown> = { ...earlier };
  for (const [name, value] of Object.entries(later)) {
    if (isRecord(value)) merged[name] = mergeCounts(recordOf(merged[name]), value);
    else if (countOrNull(value) !== null) merged[name] = value;
  }
  return merged;
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
