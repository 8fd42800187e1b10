import type { ContentPart } from '@llm-cost-optimizer/contracts';
import type { Field } from '../common/field.ts';
import { textOrNull } from '../common/json.ts';
import type { Notes } from '../common/notes.ts';

/** How a request is read: both forms come from the same code. */
export interface ReadMode {
  readonly notes: Notes;
  /** Keeps what only some targets understand (cache marks, signed thinking). */
  readonly keepsExtensions: boolean;
}

/** Content of a message without tool blocks: a text, or blocks of the kinds that chat completions know. */
export function readParts(content: Field, mode: ReadMode): ContentPart[] {
  if (typeof content.value === 'string') return [{ type: 'text', text: content.value }];
  return content.items().flatMap((block) => readPart(block, mode));
}

/** A block as parts; none when it has no counterpart, which the notes then say. */
export function readPart(block: Field, mode: ReadMode): ContentPart[] {
  const type = block.get('type').name();
  switch (type) {
    case 'text':
      return [{ type: 'text', text: block.get('text').text(), ...cacheMark(block, mode) }];
    case 'image':
      return readImage(block, mode);
    case 'document':
      return readDocument(block, mode);
    case 'search_result':
      return readSearchResult(block, mode);
    default:
      mode.notes.refuse(`messages.content.${type}`, 'A kind of content that only the Messages API has.');
      return [];
  }
}

/** A text where one will do, else the parts: some servers take lists for images only. */
export function simplest(parts: readonly ContentPart[]): string | readonly ContentPart[] {
  if (parts.length === 0) return '';
  const [only] = parts;
  const isPlain = parts.length === 1 && only?.type === 'text' && only.cache_control === undefined;
  return isPlain ? (only?.text ?? '') : parts;
}

/** The mark of a block, tool or message for Anthropic's prompt cache. */
export function cacheMark(block: Field, { notes, keepsExtensions }: ReadMode): { cache_control?: unknown } {
  const mark = block.get('cache_control').objectOrNull();
  if (mark === null) return {};
  notes.adapt('cache_control', 'Kept for targets that know the marks; others cache prompts by themselves.');
  return keepsExtensions ? { cache_control: mark } : {};
}

function readImage(block: Field, mode: ReadMode): ContentPart[] {
  const source = block.get('source');
  if (!block.get('transformations').isAbsent) mode.notes.adapt('messages.content.transformations', 'Left out.');
  switch (source.get('type').name()) {
    case 'base64': {
      const url = `data:${source.get('media_type').name()};base64,${source.get('data').text()}`;
      return [{ type: 'image_url', image_url: { url }, ...cacheMark(block, mode) }];
    }
    case 'url':
      return [{ type: 'image_url', image_url: { url: source.get('url').name() }, ...cacheMark(block, mode) }];
    default:
      mode.notes.refuse('messages.content.image.source', 'The image is a file stored at the provider.');
      return [];
  }
}

function readDocument(block: Field, mode: ReadMode): ContentPart[] {
  refuseCitations(block, mode, 'messages.content.document.citations');
  const source = block.get('source');
  const title = block.get('title').textOrNull();
  const heads = [title, block.get('context').textOrNull()];
  switch (source.get('type').name()) {
    case 'text':
      return readAsText(block, [...heads, source.get('data').text()], mode);
    case 'content':
      return readContentDocument(block, heads, mode);
    case 'base64': {
      mode.notes.refuse('messages.content.document', 'Not every chat model reads PDF files.');
      const data = `data:${source.get('media_type').name()};base64,${source.get('data').text()}`;
      const file = { filename: title ?? 'document.pdf', file_data: data };
      return [{ type: 'file', file, ...cacheMark(block, mode) }];
    }
    default:
      mode.notes.refuse('messages.content.document', 'Chat models take no documents by address or file id.');
      return [];
  }
}

function readContentDocument(block: Field, heads: readonly (string | null)[], mode: ReadMode): ContentPart[] {
  const content = block.get('source').get('content');
  const parts = readParts(content, mode);
  return [...readAsText(block, heads, mode), ...parts];
}

function readSearchResult(block: Field, mode: ReadMode): ContentPart[] {
  refuseCitations(block, mode, 'messages.content.search_result.citations');
  const texts = block.get('content').items();
  const all = [block.get('title').text(), block.get('source').text(), ...texts.map((one) => one.get('text').text())];
  return readAsText(block, all, mode);
}

function readAsText(block: Field, lines: readonly (string | null)[], mode: ReadMode): ContentPart[] {
  mode.notes.adapt(`messages.content.${String(block.get('type').value)}`, 'Written as text.');
  const text = lines.filter((line) => line !== null).join('\n');
  return text === '' ? [] : [{ type: 'text', text, ...cacheMark(block, mode) }];
}

function refuseCitations(block: Field, { notes }: ReadMode, name: string): void {
  if (block.get('citations').get('enabled').value === true) {
    notes.refuse(name, 'Only the Messages API cites its sources.');
  }
}

/** A signed thought of an earlier turn, as the part that targets of the Messages API take back; none for others. */
export function readThinking(block: Field, { notes, keepsExtensions }: ReadMode): ContentPart[] {
  notes.adapt(
    'messages.content.thinking',
    'Thoughts of earlier turns go to targets that can verify their signature only.',
  );
  const isSigned = textOrNull(block.get('signature').value) !== null || textOrNull(block.get('data').value) !== null;
  if (!keepsExtensions || !isSigned) return [];
  return [{ ...block.object(), type: block.get('type').name() }];
}
