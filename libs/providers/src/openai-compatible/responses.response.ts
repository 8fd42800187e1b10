import type { ProviderAnswer, TokenUsage } from '@llm-cost-optimizer/contracts';
import { ANSWER_FAILURES } from '../failure/answer-failures.ts';
import { countOrNull, type JsonRecord, recordOf, textOrNull } from '../json/json.ts';
import { freeAnswer } from '../native/free-answer.ts';
import { ProviderError } from '../provider-error.ts';
import { parseAnswer } from './openai-compatible.response.ts';
import { readResponsesUsage } from './openai-compatible.usage.ts';
import { readItems, readServerTools } from './responses.items.ts';

/**
 * Reads a `response` or a `response.compaction` and keeps its bytes. One that still runs in the background has neither
 * usage nor finish reason. Throws ProviderError (`broken_answer`) when it is none of these or says that it failed.
 */
export function readResponse(body: Uint8Array): ProviderAnswer {
  const response = parseAnswer(body);
  const { output } = response;
  if (!Array.isArray(output)) throw new ProviderError(ANSWER_FAILURES.notAnAnswer);
  if (response.status === 'failed') throw new ProviderError(ANSWER_FAILURES.isError);
  const items = readItems(output);
  return {
    body,
    usage: usageOfResponse(response),
    sentUsage: response.usage,
    model: textOrNull(response.model),
    finishReason: finishOfResponse(response, items.hasCall),
    serviceTier: textOrNull(response.service_tier),
    outputChars: items.chars,
    isComplete: response.status === 'completed' && items.hasContent && !items.hasRefusal,
  };
}

/** Reads a count of tokens, which is free. Throws ProviderError (`broken_answer`) when there is none. */
export function readInputTokens(body: Uint8Array): ProviderAnswer {
  if (countOrNull(parseAnswer(body).input_tokens) === null) throw new ProviderError(ANSWER_FAILURES.notAnAnswer);
  return freeAnswer(body, null);
}

/** Usage with the calls of the provider's own tools; null when it says none. */
export function usageOfResponse(response: JsonRecord): TokenUsage | null {
  const usage = readResponsesUsage(response.usage);
  const tools = usage === null ? null : readServerTools(response);
  return usage === null || tools === null ? usage : { ...usage, serverToolRequests: tools };
}

/** The finish reason in the words of chat completions; null while there is none. */
export function finishOfResponse(response: JsonRecord, hasCall: boolean): string | null {
  if (response.status === 'completed') return hasCall ? 'tool_calls' : 'stop';
  if (response.status !== 'incomplete') return null;
  const reason = textOrNull(recordOf(response.incomplete_details).reason);
  return reason === 'content_filter' ? 'content_filter' : 'length';
}
