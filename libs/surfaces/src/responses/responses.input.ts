import type { ChatMessage, ContentPart, ToolCall } from '@llm-cost-optimizer/contracts';
import type { Field } from '../common/field.ts';
import { listOf } from '../common/json.ts';
import type { Notes } from '../common/notes.ts';
import { readContent, readPart, simplest } from './responses.content.ts';

/** What the input holds. */
export interface ReadInput {
  readonly messages: readonly ChatMessage[];
  /** Tools that were added in the middle of the conversation. */
  readonly tools: readonly Field[];
}

/** Input items as messages of chat completions, in their order. */
export function readInput(input: Field, notes: Notes): ReadInput {
  if (typeof input.value === 'string') return { messages: [{ role: 'user', content: input.value }], tools: [] };
  const reader = new InputReader(notes);
  for (const item of input.items()) reader.add(item);
  return reader.finish();
}

/** Calls that follow each other, and the assistant's words before them, become one message, as chat completions have it. */
class InputReader {
  private readonly notes: Notes;
  private readonly messages: ChatMessage[] = [];
  private readonly tools: Field[] = [];
  private words: ChatMessage | null = null;
  private calls: ToolCall[] = [];
  /** Images of tool results, which follow the results as a message of the user. */
  private moved: ContentPart[] = [];

  constructor(notes: Notes) {
    this.notes = notes;
  }

  add(item: Field): void {
    item.object();
    const type = item.get('type').isAbsent ? typeOf(item) : item.get('type').name();
    switch (type) {
      case 'message':
        this.addMessage(item);
        break;
      case 'function_call':
        this.addCall(item);
        break;
      case 'function_call_output':
        this.addResult(item);
        break;
      case 'reasoning':
        this.notes.adapt('input.reasoning', 'Thoughts of earlier turns cannot be read by other models; left out.');
        break;
      case 'additional_tools':
        this.notes.adapt('input.additional_tools', 'Offered from the start.');
        this.tools.push(...item.get('tools').items());
        break;
      case 'item_reference':
        this.notes.refuse('input.item_reference', 'It names an item that the provider has stored.');
        break;
      default:
        this.notes.refuse(`input.${type}`, 'A kind of item that only the Responses API has.');
    }
  }

  finish(): ReadInput {
    this.flushResults();
    this.flushAssistant();
    return { messages: this.messages, tools: this.tools };
  }

  private addMessage(item: Field): void {
    const role = item.get('role').word(['user', 'assistant', 'system', 'developer']);
    const message = { role, content: readContent(item.get('content'), this.notes) };
    this.flushResults();
    this.flushAssistant();
    if (role === 'assistant') this.words = toAssistant(message);
    else this.messages.push(message);
  }

  private addCall(item: Field): void {
    this.flushResults();
    if (!item.get('namespace').isAbsent) this.notes.adapt('input.function_call.namespace', 'Left out.');
    this.calls.push({
      id: item.get('call_id').name(),
      type: 'function',
      function: { name: item.get('name').name(), arguments: item.get('arguments').text() },
    });
  }

  private addResult(item: Field): void {
    this.flushAssistant();
    const id = item.get('call_id').name();
    const output = item.get('output');
    if (typeof output.value === 'string') {
      this.messages.push({ role: 'tool', tool_call_id: id, content: output.value });
      return;
    }
    const parts = output.items().flatMap((part) => readPart(part, this.notes));
    const others = parts.filter((part) => part.type !== 'text');
    if (others.length > 0) {
      this.notes.adapt('input.function_call_output.output', 'Images and files follow the results of tools.');
      this.moved.push({ type: 'text', text: `Returned by the tool call ${id}:` }, ...others);
    }
    this.messages.push({
      role: 'tool',
      tool_call_id: id,
      content: simplest(parts.filter(({ type }) => type === 'text')),
    });
  }

  private flushAssistant(): void {
    if (this.words === null && this.calls.length === 0) return;
    const words = this.words ?? { role: 'assistant', content: null };
    this.messages.push(this.calls.length === 0 ? words : { ...words, tool_calls: this.calls });
    this.words = null;
    this.calls = [];
  }

  private flushResults(): void {
    if (this.moved.length === 0) return;
    this.messages.push({ role: 'user', content: this.moved });
    this.moved = [];
  }
}

/** A refusal alone is a field of the message in chat completions. */
function toAssistant(message: ChatMessage): ChatMessage {
  const parts = listOf(message.content);
  const [only] = parts;
  const isRefusal = parts.length === 1 && typeof only === 'object' && only !== null && 'refusal' in only;
  return isRefusal ? { role: 'assistant', content: null, refusal: only.refusal } : message;
}

/** Messages and references may leave their type out; a reference has an id alone. */
function typeOf(item: Field): 'message' | 'item_reference' {
  const isReference = item.get('role').isAbsent && typeof item.get('id').value === 'string';
  return isReference ? 'item_reference' : 'message';
}
