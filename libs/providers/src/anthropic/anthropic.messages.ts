import type { ChatMessage, ToolCall } from '@llm-cost-optimizer/contracts';
import { isRecord, parseRecord, recordOf, textOrNull } from '../json/json.ts';
import { cacheMark, toBlocks } from './anthropic.content.ts';
import type { AnthropicMessage, Block } from './anthropic.schema.ts';

/** A conversation as the Messages API wants it. */
export interface Conversation {
  /** All system and developer messages, in their order. */
  readonly system: readonly Block[];
  readonly messages: readonly AnthropicMessage[];
}

/**
 * Translates the messages. Results of functions become blocks of the next user turn, all of one turn together, as the
 * API requires them directly after the calls. Turns of one role that follow each other become one.
 */
export function toConversation(given: readonly ChatMessage[]): Conversation {
  const system: Block[] = [];
  const turns: { role: 'user' | 'assistant'; content: Block[] }[] = [];
  for (const message of given) {
    if (message.role === 'system' || message.role === 'developer') {
      system.push(...toBlocks(message.content));
      continue;
    }
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const blocks = blocksOf(message);
    if (blocks.length === 0) continue;
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else turns.push({ role, content: blocks });
  }
  trimPrefill(turns.at(-1));
  return { system, messages: turns };
}

function blocksOf(message: ChatMessage): Block[] {
  switch (message.role) {
    case 'assistant':
      return assistantBlocks(message);
    case 'tool':
      return [toolResult(message, message.tool_call_id ?? '')];
    case 'function':
      return [toolResult(message, legacyId(message.name ?? ''))];
    default:
      return toBlocks(message.content);
  }
}

function assistantBlocks(message: ChatMessage): Block[] {
  const blocks = toBlocks(message.content);
  if (blocks.length === 0) {
    const refusal = textOrNull(message.refusal);
    if (refusal !== null) blocks.push({ type: 'text', text: refusal });
  }
  for (const call of message.tool_calls ?? []) blocks.push(toolUse(call));
  const legacy = recordOf(message.function_call);
  const name = textOrNull(legacy.name);
  if (name !== null) blocks.push({ type: 'tool_use', id: legacyId(name), name, input: inputOf(legacy.arguments) });
  return blocks;
}

function toolUse(call: ToolCall): Block {
  return {
    type: 'tool_use',
    id: safeId(call.id),
    name: call.function?.name ?? '',
    input: inputOf(call.function?.arguments),
    ...cacheMark(call),
  };
}

function toolResult(message: ChatMessage, id: string): Block {
  const content = toBlocks(message.content);
  return {
    type: 'tool_result',
    tool_use_id: safeId(id),
    ...(content.length === 0 ? {} : { content }),
    ...cacheMark(message),
  };
}

/** Arguments are a text at OpenAI and an object here. A text that is no object is kept under a name. */
function inputOf(given: unknown): object {
  if (isRecord(given)) return given;
  if (typeof given !== 'string' || given.trim() === '') return {};
  return parseRecord(given) ?? { arguments: given };
}

/** Ids may have letters, digits, `_` and `-` only. */
function safeId(id: unknown): string {
  return String(id ?? '').replace(/[^A-Za-z0-9_-]/g, '_');
}

/** The old function calls had no ids; each name was called once at a time. */
function legacyId(name: string): string {
  return safeId(`call_${name}`);
}

/** A begun answer must not end in white space. */
function trimPrefill(last: { role: string; content: Block[] } | undefined): void {
  const block = last?.role === 'assistant' ? last.content.at(-1) : undefined;
  if (last === undefined || block === undefined || typeof block.text !== 'string') return;
  last.content[last.content.length - 1] = { ...block, text: block.text.trimEnd() };
}
