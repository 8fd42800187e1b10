import { openAiUsage, type ProviderAnswer } from '@llm-cost-optimizer/contracts';
import { countOrNull, type JsonRecord, listOf, recordOf, textOrNull } from '../json/json.ts';
import { parseAnswer } from './openai-compatible.response.ts';
import { readResponse } from './responses.response.ts';

/** A function call in the words of chat completions, without its place. */
export interface ChatCall {
  readonly id: unknown;
  readonly type: 'function' | 'custom';
  readonly name: unknown;
  readonly input: string;
}

/** A `response` as a `chat.completion`. Throws ProviderError (`broken_answer`) when it is none. */
export function decodeFromResponse(body: Uint8Array): ProviderAnswer {
  const read = readResponse(body);
  const response = parseAnswer(body);
  const answer = {
    id: textOrNull(response.id) ?? 'resp_unknown',
    object: 'chat.completion',
    created: countOrNull(response.created_at) ?? 0,
    model: response.model,
    choices: [{ index: 0, ...choiceOf(response), finish_reason: read.finishReason }],
    ...(read.usage === null ? {} : { usage: openAiUsage(read.usage) }),
    ...(read.serviceTier === null ? {} : { service_tier: read.serviceTier }),
  };
  return { ...read, body: Buffer.from(JSON.stringify(answer)) };
}

function choiceOf(response: JsonRecord): JsonRecord {
  let text = '';
  let refusal = '';
  let reasoning = '';
  const annotations: JsonRecord[] = [];
  const logprobs: unknown[] = [];
  const calls: ChatCall[] = [];
  for (const item of listOf(response.output).map(recordOf)) {
    const call = callOf(item);
    if (call !== null) calls.push(call);
    for (const part of listOf(item.summary).map(recordOf)) reasoning += textOrNull(part.text) ?? '';
    if (item.type !== 'message') continue;
    for (const part of listOf(item.content).map(recordOf)) {
      text += part.type === 'output_text' ? (textOrNull(part.text) ?? '') : '';
      refusal += textOrNull(part.refusal) ?? '';
      annotations.push(...listOf(part.annotations).flatMap((one) => toAnnotation(recordOf(one))));
      logprobs.push(...listOf(part.logprobs));
    }
  }
  const message = {
    role: 'assistant',
    content: text === '' && (calls.length > 0 || refusal !== '') ? null : text,
    refusal: refusal === '' ? null : refusal,
    annotations,
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(calls.length === 0 ? {} : { tool_calls: calls.map(toToolCall) }),
  };
  return { message, logprobs: logprobs.length === 0 ? null : { content: logprobs, refusal: null } };
}

/** Null for items that are no calls of the client's tools. */
export function callOf(item: JsonRecord): ChatCall | null {
  const { name } = item;
  if (item.type === 'function_call') {
    return { id: item.call_id, type: 'function', name, input: textOrNull(item.arguments) ?? '' };
  }
  if (item.type !== 'custom_tool_call') return null;
  return { id: item.call_id, type: 'custom', name, input: textOrNull(item.input) ?? '' };
}

/** A call as chat completions write it. */
export function toToolCall({ id, type, name, input }: ChatCall): JsonRecord {
  if (type === 'custom') return { id, type, custom: { name, input } };
  return { id, type, function: { name, arguments: input } };
}

/** Only citations of pages exist in chat completions. */
function toAnnotation({ type, ...citation }: JsonRecord): JsonRecord[] {
  return type === 'url_citation' ? [{ type, url_citation: citation }] : [];
}
