import { type JsonRecord, listOf, numberOrNull, recordOf, stringOrNull } from '../generator/json.ts';
import type { SimRequest } from '../generator/sim-request.ts';
import { readMessages, readTools } from './chat.messages.ts';
import { readFormat, readToolChoice } from './chat.request.ts';

/** A body of the Responses API as a request: its items are brought to chat messages, so that both count tokens alike. */
export function readResponsesRequest(body: JsonRecord): SimRequest {
  const tools = listOf(body.tools);
  const messages: unknown[] = [];
  if (typeof body.instructions === 'string') messages.push({ role: 'system', content: body.instructions });
  if (typeof body.input === 'string') messages.push({ role: 'user', content: body.input });
  else messages.push(...listOf(body.input).map(messageOf));
  return {
    ...readMessages(messages, tools),
    model: stringOrNull(body.model) ?? '',
    isStreaming: body.stream === true,
    wantsUsage: true,
    maxTokens: numberOrNull(body.max_output_tokens),
    stop: [],
    choiceCount: 1,
    tools: readTools(tools),
    toolChoice: readToolChoice(body.tool_choice),
    isParallel: body.parallel_tool_calls !== false,
    format: readFormat(recordOf(recordOf(body.text).format)),
    effort: stringOrNull(recordOf(body.reasoning).effort),
    thinking: null,
    thinkingBudgetTokens: null,
    body,
  };
}

function messageOf(given: unknown): unknown {
  const item = recordOf(given);
  if (item.type === 'function_call') return { role: 'assistant', content: `${item.name}${item.arguments}` };
  if (item.type === 'function_call_output') return { role: 'tool', content: item.output };
  return item;
}
