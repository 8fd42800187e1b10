import type { SideCall, TokenUsage } from '@llm-cost-optimizer/contracts';
import { countOrNull, isRecord, type JsonRecord, listOf, recordOf, textOrNull } from '../json/json.ts';

/** Kinds of `iterations` whose tokens are in none of the totals. */
const BILLED_BESIDE: ReadonlySet<string> = new Set(['compaction', 'advisor_message']);

/**
 * Usage in Anthropic's shape as TokenUsage. Cache reads and writes stand beside `input_tokens` there and are added;
 * writes are split by lifetime where the provider says it. Null when a count is missing or cannot be true.
 */
export function readAnthropicUsage(value: unknown): TokenUsage | null {
  if (!isRecord(value)) return null;
  const uncached = countOrNull(value.input_tokens);
  const completionTokens = countOrNull(value.output_tokens);
  if (uncached === null || completionTokens === null) return null;
  const cachedTokens = countOrNull(value.cache_read_input_tokens) ?? 0;
  const split = recordOf(value.cache_creation);
  const long = countOrNull(split.ephemeral_1h_input_tokens) ?? 0;
  const written =
    countOrNull(value.cache_creation_input_tokens) ?? (countOrNull(split.ephemeral_5m_input_tokens) ?? 0) + long;
  const promptTokens = uncached + cachedTokens + written;
  if (promptTokens === 0) return null;
  const thinking = countOrNull(recordOf(value.output_tokens_details).thinking_tokens);
  return {
    promptTokens,
    cachedTokens,
    cacheWriteTokens: written - Math.min(long, written),
    cacheWriteLongTokens: Math.min(long, written),
    completionTokens,
    reasoningTokens: thinking === null ? null : Math.min(thinking, completionTokens),
    audioInputTokens: 0,
    audioOutputTokens: 0,
    ...serverTools(recordOf(value.server_tool_use)),
    ...sideCalls(value.iterations),
    ...regionOf(value.inference_geo),
  };
}

/** `not_available` and `global` are no region. */
function regionOf(geo: unknown): Pick<TokenUsage, 'region'> {
  return typeof geo === 'string' && geo !== '' && geo !== 'not_available' && geo !== 'global' ? { region: geo } : {};
}

/**
 * `iterations` lists the steps of a call. Those of the message itself add up to the counts above them; a compaction of the context
 * and an advisor's advice are billed beside (SDK 1.12.0, `BetaIterationsUsage`).
 */
function sideCalls(iterations: unknown): Pick<TokenUsage, 'sideCalls'> {
  const calls = listOf(iterations).flatMap((one): SideCall[] => {
    const { type, model, ...counts } = recordOf(one);
    if (typeof type !== 'string' || !BILLED_BESIDE.has(type)) return [];
    const usage = readAnthropicUsage(counts);
    return usage === null ? [] : [{ kind: type, model: textOrNull(model), usage }];
  });
  return calls.length === 0 ? {} : { sideCalls: calls };
}

/** `{"web_search_requests": 2}`: searches are billed each, beside the tokens of their results. */
function serverTools(counts: JsonRecord): Pick<TokenUsage, 'serverToolRequests'> {
  let requests: Record<string, number> | null = null;
  for (const [name, value] of Object.entries(counts)) {
    const count = countOrNull(value) ?? 0;
    if (count === 0 || !name.endsWith('_requests')) continue;
    requests ??= {};
    requests[name.slice(0, -'_requests'.length)] = count;
  }
  return requests === null ? {} : { serverToolRequests: requests };
}

/** `message_delta` repeats some counts of `message_start`, with their final values; each later value replaces the earlier. */
export function mergeUsage(earlier: JsonRecord, later: unknown): JsonRecord {
  if (!isRecord(later)) return earlier;
  const merged: Record<string, unknown> = { ...earlier };
  for (const [name, value] of Object.entries(later)) {
    // Servers that imitate the API leave the prompt to the first event and end with 0; it cannot have shrunk.
    const isShrunk = name === 'input_tokens' && value === 0 && countOrNull(earlier.input_tokens) !== null;
    if (value !== null && !isShrunk) merged[name] = value;
  }
  return merged;
}

/** Whether an event tells how long the answer became; `message_start` only knows its first token. */
export function tellsOutput(event: JsonRecord): boolean {
  return countOrNull(recordOf(event.usage).output_tokens) !== null;
}

/** The word that prices are kept under: fast mode is a speed at Anthropic, everything else a tier. */
export function serviceTierOf(usage: JsonRecord): string | null {
  return usage.speed === 'fast' ? 'fast' : textOrNull(usage.service_tier);
}
