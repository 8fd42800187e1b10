import type { ChatBody, ChatMessage, PromptCacheMark } from '@llm-cost-optimizer/contracts';
import { isFields, isMarkable, isSystem, listOf } from './prompt-shape.ts';

/**
 * A chat request with marks for the provider's prompt cache, in the dialect in which clients write them (`cache_control`). The given
 * body stays as it is. Marks stand only at places that `shapeOfChat` has named.
 */
export function markChat(body: ChatBody, marks: readonly PromptCacheMark[]): ChatBody {
  const messages = [...body.messages];
  let { tools } = body;
  for (const mark of marks) {
    const control = cacheControl(mark);
    if (mark.at === 'tools') tools = markLast(listOf(tools), control);
    else {
      const index = mark.at === 'system' ? messages.findLastIndex(isInstruction) : mark.at;
      const message = messages[index];
      if (message !== undefined) messages[index] = markMessage(message, control);
    }
  }
  return tools === body.tools ? { ...body, messages } : { ...body, messages, tools };
}

/** The mark as the Messages API has it. */
export function cacheControl({ ttl }: Pick<PromptCacheMark, 'ttl'>): Readonly<Record<string, string>> {
  return ttl === '5m' ? { type: 'ephemeral' } : { type: 'ephemeral', ttl };
}

/** Instructions without a text leave nothing to mark. */
function isInstruction({ role, content }: ChatMessage): boolean {
  return isSystem(role) && (typeof content === 'string' ? content.trim() !== '' : isMarkable(listOf(content).at(-1)));
}

function markMessage(message: ChatMessage, control: object): ChatMessage {
  if (message.role === 'tool' || message.role === 'function') return { ...message, cache_control: control };
  const { tool_calls: calls, content } = message;
  if (Array.isArray(calls) && calls.length > 0) {
    return { ...message, tool_calls: calls.map((call, at) => (at < calls.length - 1 ? call : mark(call, control))) };
  }
  if (typeof content === 'string') {
    return { ...message, content: [{ type: 'text', text: content, cache_control: control }] };
  }
  const parts = content ?? [];
  return { ...message, content: parts.map((part, at) => (at < parts.length - 1 ? part : mark(part, control))) };
}

function markLast(list: readonly unknown[], control: object): readonly unknown[] {
  return list.map((item, at) => (at < list.length - 1 || !isFields(item) ? item : mark(item, control)));
}

function mark<Item extends object>(item: Item, control: object): Item {
  return { ...item, cache_control: control };
}
