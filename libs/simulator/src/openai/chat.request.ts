import { isRecord, type JsonRecord, listOf, numberOrNull, recordOf, stringOrNull } from '../generator/json.ts';
import type { AnswerFormat, SimRequest, ToolChoice } from '../generator/sim-request.ts';
import { readMessages, readTools } from './chat.messages.ts';

/** An OpenAI-style chat body as a request. Tolerant: wrong types count as absent; the checks of each provider come before. */
export function readChatRequest(body: JsonRecord): SimRequest {
  const tools = listOf(body.tools);
  return {
    ...readMessages(listOf(body.messages), tools),
    model: stringOrNull(body.model) ?? '',
    isStreaming: body.stream === true,
    wantsUsage: recordOf(body.stream_options).include_usage === true,
    maxTokens: numberOrNull(body.max_completion_tokens) ?? numberOrNull(body.max_tokens),
    stop: typeof body.stop === 'string' ? [body.stop] : listOf(body.stop).filter((one) => typeof one === 'string'),
    choiceCount: numberOrNull(body.n) ?? 1,
    tools: readTools(tools),
    toolChoice: readToolChoice(body.tool_choice),
    isParallel: body.parallel_tool_calls !== false,
    format: readFormat(recordOf(body.response_format)),
    effort: stringOrNull(body.reasoning_effort),
    thinking: null,
    thinkingBudgetTokens: null,
    body,
  };
}

/** `tool_choice` of OpenAI's chat (`function.name`) and of the Responses API (`name`). */
export function readToolChoice(choice: unknown): ToolChoice {
  if (choice === 'none' || choice === 'required') return { kind: choice };
  if (!isRecord(choice)) return { kind: 'auto' };
  const name = stringOrNull(recordOf(choice.function).name) ?? stringOrNull(choice.name);
  return name === null ? { kind: 'auto' } : { kind: 'named', name };
}

/** `response_format` of chat, and `text.format` of the Responses API, where the schema stands one level higher. */
export function readFormat(format: JsonRecord): AnswerFormat {
  if (format.type === 'json_object') return { kind: 'json' };
  if (format.type !== 'json_schema') return { kind: 'text' };
  return { kind: 'schema', schema: recordOf(recordOf(format.json_schema).schema ?? format.schema) };
}
