import type { ChatMessage, ContentPart } from '@llm-cost-optimizer/contracts';
import { isRecord, type JsonRecord, listOf, recordOf, textOrNull } from '../json/json.ts';

/** Messages of chat completions as input items of the Responses API, in their order. */
export function toInputItems(messages: readonly ChatMessage[]): JsonRecord[] {
  /** Ids of calls with free text: their results are another kind of item. */
  const freeTextCalls = new Set<unknown>();
  return messages.flatMap((message) => {
    if (message.role === 'tool' || message.role === 'function') return [resultItem(message, freeTextCalls)];
    if (message.role === 'assistant') return assistantItems(message, freeTextCalls);
    return [{ type: 'message', role: message.role, content: toInput(message.content) }];
  });
}

function assistantItems(message: ChatMessage, freeTextCalls: Set<unknown>): JsonRecord[] {
  const words = textOf(message.content) || (textOrNull(message.refusal) ?? '');
  const said = words === '' ? [] : [{ type: 'message', role: 'assistant', content: words }];
  const calls = listOf(message.tool_calls).map((one) => callItem(recordOf(one), freeTextCalls));
  const legacy = recordOf(message.function_call);
  const name = textOrNull(legacy.name);
  const old = name === null ? [] : [{ ...functionItem(legacy), call_id: legacyId(name) }];
  return [...said, ...calls, ...old];
}

function callItem(call: JsonRecord, freeTextCalls: Set<unknown>): JsonRecord {
  if (call.type !== 'custom') return { ...functionItem(recordOf(call.function)), call_id: call.id };
  const { name, input } = recordOf(call.custom);
  freeTextCalls.add(call.id);
  return { type: 'custom_tool_call', call_id: call.id, name, input };
}

function functionItem({ name, arguments: given }: JsonRecord): JsonRecord {
  return { type: 'function_call', name, arguments: typeof given === 'string' ? given : '{}' };
}

function resultItem(message: ChatMessage, freeTextCalls: ReadonlySet<unknown>): JsonRecord {
  const { content } = message;
  const callId = message.role === 'tool' ? message.tool_call_id : legacyId(message.name ?? '');
  const type = freeTextCalls.has(callId) ? 'custom_tool_call_output' : 'function_call_output';
  return { type, call_id: callId, output: toInput(content) };
}

/** The old function calls had no ids; each name was called once at a time. */
function legacyId(name: string): string {
  return `call_${name}`;
}

function toInput(content: ChatMessage['content']): string | JsonRecord[] {
  return typeof content === 'string'
    ? content
    : listOf(content).flatMap((part) => (isPart(part) ? [toPart(part)] : []));
}

/** Parts of kinds that the API does not have stay as they are: it then refuses them by name, which is better than losing them. */
function toPart(part: ContentPart): JsonRecord {
  switch (part.type) {
    case 'text':
      return { type: 'input_text', text: part.text };
    case 'image_url':
      return { type: 'input_image', image_url: part.image_url?.url, detail: part.image_url?.detail ?? 'auto' };
    case 'file':
      return { type: 'input_file', ...recordOf(part.file) };
    default:
      return part;
  }
}

function isPart(part: unknown): part is ContentPart {
  return isRecord(part) && typeof part.type === 'string';
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return listOf(content)
    .map((part) => textOrNull(recordOf(part).text) ?? textOrNull(recordOf(part).refusal) ?? '')
    .join('');
}
