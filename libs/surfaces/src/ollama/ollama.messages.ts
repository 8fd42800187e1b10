import type { ChatMessage, ContentPart, ToolCall } from '@llm-cost-optimizer/contracts';
import type { Field } from '../common/field.ts';
import { textOrNull } from '../common/json.ts';
import type { Notes } from '../common/notes.ts';

/** Beginnings of base64 text by which kinds of images are known. */
const IMAGE_TYPES = [
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
] as const;

/** The conversation as messages of chat completions. Throws GatewayError `invalid_request`. */
export function readMessages(field: Field, notes: Notes): ChatMessage[] {
  const pairs = new CallPairs();
  return field.itemsIfAny().map((message) => readMessage(message, pairs, notes));
}

/** Text with images as content of a message: a text where there are none. */
export function withImages(text: string, images: Field): string | readonly ContentPart[] {
  const parts = images.itemsIfAny().map((image) => imagePart(image.name()));
  if (parts.length === 0) return text;
  return [...(text === '' ? [] : [{ type: 'text', text }]), ...parts];
}

function readMessage(message: Field, pairs: CallPairs, notes: Notes): ChatMessage {
  const role = message.get('role').word(['system', 'user', 'assistant', 'tool']);
  const text = message.get('content').textOrNull() ?? '';
  const hasImages = message.get('images').itemsIfAny().length > 0;
  if (role !== 'user' && hasImages)
    notes.adapt('messages.images', 'Left out: chat models take images of the user only.');
  switch (role) {
    case 'system':
      return { role, content: text };
    case 'user':
      return { role, content: withImages(text, message.get('images')) };
    case 'assistant':
      return readAssistant(message, text, pairs, notes);
    case 'tool':
      return readResult(message, text, pairs, notes);
  }
}

function readAssistant(message: Field, text: string, pairs: CallPairs, notes: Notes): ChatMessage {
  if (!message.get('thinking').isAbsent) {
    notes.adapt('messages.thinking', 'Left out: models do not take back thoughts that they have not signed.');
  }
  const calls = message
    .get('tool_calls')
    .itemsIfAny()
    .map((call) => pairs.open(call));
  if (calls.length === 0) return { role: 'assistant', content: text };
  return { role: 'assistant', content: text === '' ? null : text, tool_calls: calls };
}

/** A result that belongs to no call would be refused; as words of the user it is understood. */
function readResult(message: Field, text: string, pairs: CallPairs, notes: Notes): ChatMessage {
  const name = message.get('tool_name').textOrNull() ?? message.get('name').textOrNull();
  const id = pairs.close(message.get('tool_call_id').textOrNull(), name);
  if (id !== null) return { role: 'tool', tool_call_id: id, content: text };
  notes.adapt('messages.tool', 'A result without a call is sent as words of the user.');
  return { role: 'user', content: `Returned by the tool${name === null ? '' : ` ${name}`}:\n${text}` };
}

/** Brings results to their calls: older clients give neither an id, so name and order tell. */
class CallPairs {
  private readonly waiting: { readonly id: string; readonly name: string }[] = [];
  private count = 0;

  open(call: Field): ToolCall {
    const fn = call.get('function');
    const name = fn.get('name').name();
    const id = textOrNull(call.get('id').value) ?? `call_${this.count}`;
    this.count += 1;
    this.waiting.push({ id, name });
    const input = fn.get('arguments');
    const json = typeof input.value === 'string' ? input.value : JSON.stringify(input.objectOrNull() ?? {});
    return { id, type: 'function', function: { name, arguments: json } };
  }

  /** Id of the call; null when none waits. */
  close(id: string | null, name: string | null): string | null {
    const byId = this.waiting.findIndex((one) => one.id === id);
    const byName = this.waiting.findIndex((one) => one.name === name);
    const at = byId >= 0 ? byId : Math.max(0, byName);
    return this.waiting.splice(at, 1)[0]?.id ?? null;
  }
}

function imagePart(image: string): ContentPart {
  if (image.startsWith('data:')) return { type: 'image_url', image_url: { url: image } };
  const type = IMAGE_TYPES.find(([start]) => image.startsWith(start))?.[1] ?? 'image/png';
  return { type: 'image_url', image_url: { url: `data:${type};base64,${image}` } };
}
