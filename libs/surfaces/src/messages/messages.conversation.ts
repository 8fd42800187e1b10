import type { ChatMessage, ContentPart, ToolCall } from '@llm-cost-optimizer/contracts';
import type { Field } from '../common/field.ts';
import { cacheMark, type ReadMode, readPart, readParts, readThinking, simplest } from './messages.content.ts';

const SERVER_BLOCK = /^(server_tool_use|.*_tool_result|container_upload)$/;

/** System prompt and turns as messages of chat completions. */
export function readConversation(body: Field, mode: ReadMode): ChatMessage[] {
  const system = body.get('system');
  const messages: ChatMessage[] = [];
  if (!system.isAbsent) {
    const parts = readParts(system, mode).filter((part) => part.text !== '');
    if (parts.length > 0) messages.push({ role: 'system', content: simplest(parts) });
  }
  const turns = body.get('messages').items();
  if (turns.length === 0) body.get('messages').fail('a list with at least one message');
  for (const turn of turns) messages.push(...readTurn(turn, mode));
  return messages;
}

function readTurn(turn: Field, mode: ReadMode): ChatMessage[] {
  const content = turn.get('content');
  switch (turn.get('role').word(['user', 'assistant', 'system'])) {
    case 'user':
      return readUserTurn(content, mode);
    case 'assistant':
      return readAssistantTurn(content, mode);
    case 'system':
      return [{ role: 'system', content: simplest(readParts(content, mode)) }];
  }
}

/** Results of tools become messages of their own, first, as chat completions want them directly behind the calls. */
function readUserTurn(content: Field, mode: ReadMode): ChatMessage[] {
  if (typeof content.value === 'string') return [{ role: 'user', content: content.value }];
  const results: ChatMessage[] = [];
  const parts: ContentPart[] = [];
  for (const block of content.items()) {
    if (block.get('type').value === 'tool_result') results.push(readResult(block, parts, mode));
    else parts.push(...readPart(block, mode));
  }
  if (parts.length === 0 && results.length > 0) return results;
  return [...results, { role: 'user', content: simplest(parts) }];
}

/** Images of a result go to `moved`, the user's message behind it: tools answer in text there. */
function readResult(block: Field, moved: ContentPart[], mode: ReadMode): ChatMessage {
  const id = block.get('tool_use_id').name();
  const content = block.get('content');
  const parts = content.isAbsent ? [] : readParts(content, mode);
  const texts = parts.filter((part) => part.type === 'text');
  const others = parts.filter((part) => part.type !== 'text');
  if (others.length > 0) {
    mode.notes.adapt('messages.content.tool_result.content', 'Images and files follow the results of tools.');
    moved.push({ type: 'text', text: `Returned by the tool call ${id}:` }, ...others);
  }
  if (block.get('is_error').flagOrNull() === true) markError(texts, mode);
  return { role: 'tool', tool_call_id: id, content: simplest(texts), ...cacheMark(block, mode) };
}

/** Chat completions have no flag for it; the word says the same to the model. */
function markError(texts: ContentPart[], { notes }: ReadMode): void {
  const text = texts[0]?.text ?? '';
  if (/^\W*error/i.test(text)) return;
  notes.adapt('messages.content.tool_result.is_error', 'Said in words.');
  texts[0] = { ...texts[0], type: 'text', text: text === '' ? 'Error' : `Error: ${text}` };
}

function readAssistantTurn(content: Field, mode: ReadMode): ChatMessage[] {
  if (typeof content.value === 'string') return [{ role: 'assistant', content: content.value }];
  const parts: ContentPart[] = [];
  const calls: ToolCall[] = [];
  for (const block of content.items()) {
    const type = block.get('type').name();
    if (type === 'tool_use') calls.push(readCall(block, mode));
    else if (type === 'thinking' || type === 'redacted_thinking') parts.push(...readThinking(block, mode));
    else if (SERVER_BLOCK.test(type)) mode.notes.refuse(`messages.content.${type}`, 'A tool that the provider runs.');
    else parts.push(...readPart(block, mode));
  }
  if (calls.length === 0) return parts.length === 0 ? [] : [{ role: 'assistant', content: simplest(parts) }];
  return [{ role: 'assistant', content: parts.length === 0 ? null : simplest(parts), tool_calls: calls }];
}

function readCall(block: Field, mode: ReadMode): ToolCall {
  const input = block.get('input').objectOrNull() ?? {};
  return {
    id: block.get('id').name(),
    type: 'function',
    function: { name: block.get('name').name(), arguments: JSON.stringify(input) },
    ...cacheMark(block, mode),
  };
}
