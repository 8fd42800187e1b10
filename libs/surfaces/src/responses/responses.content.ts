import type { ContentPart } from '@llm-cost-optimizer/contracts';
import type { Field } from '../common/field.ts';
import { given } from '../common/json.ts';
import type { Notes } from '../common/notes.ts';

/** Content of an item: a text, or parts of the kinds that chat completions know. */
export function readContent(content: Field, notes: Notes): string | readonly ContentPart[] {
  if (typeof content.value === 'string') return content.value;
  return simplest(content.items().flatMap((part) => readPart(part, notes)));
}

/** A text where one will do: some servers take lists for images only. */
export function simplest(parts: readonly ContentPart[]): string | readonly ContentPart[] {
  const [only] = parts;
  if (only === undefined) return '';
  return parts.length === 1 && only.type === 'text' ? (only.text ?? '') : parts;
}

/** One part; none when it has no counterpart, which the notes then say. */
export function readPart(part: Field, notes: Notes): ContentPart[] {
  const type = part.get('type').name();
  switch (type) {
    case 'input_text':
    case 'output_text':
    case 'text':
      return [{ type: 'text', text: part.get('text').text() }];
    case 'refusal':
      return [{ type: 'refusal', refusal: part.get('refusal').text() }];
    case 'input_image':
      return readImage(part, notes);
    case 'input_file':
      return readFile(part, notes);
    case 'input_audio':
      return [{ type: 'input_audio', input_audio: part.get('input_audio').object() }];
    default:
      notes.refuse(`input.content.${type}`, 'A kind of content that only the Responses API has.');
      return [];
  }
}

function readImage(part: Field, notes: Notes): ContentPart[] {
  const url = part.get('image_url').textOrNull();
  if (url === null) {
    notes.refuse('input.content.input_image.file_id', 'The image is a file stored at the provider.');
    return [];
  }
  return [{ type: 'image_url', image_url: { url, ...given('detail', part.get('detail').textOrNull()) } }];
}

function readFile(part: Field, notes: Notes): ContentPart[] {
  const data = part.get('file_data').textOrNull();
  if (data === null) {
    notes.refuse('input.content.input_file', 'Chat models take no files by address or file id.');
    return [];
  }
  notes.refuse('input.content.input_file', 'Not every chat model reads files.');
  const file = { filename: part.get('filename').textOrNull() ?? 'file.pdf', file_data: data };
  return [{ type: 'file', file }];
}
