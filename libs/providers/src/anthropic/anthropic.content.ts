import type { ContentPart } from '@llm-cost-optimizer/contracts';
import { isRecord, listOf, recordOf, textOrNull } from '../json/json.ts';
import type { Block } from './anthropic.schema.ts';

const DATA_URL = /^data:([^;,]+)?(?:;[^;,=]+=[^;,]+)*;base64,/i;

/**
 * Content of an OpenAI message as blocks. Empty texts are left out, because the Messages API refuses them. Parts of kinds
 * that it does not have (audio) stay as they are: it then refuses them by name, which is better than losing them.
 */
export function toBlocks(content: unknown): Block[] {
  if (typeof content === 'string') return isBlank(content) ? [] : [{ type: 'text', text: content }];
  return listOf(content).flatMap((part) => (isRecord(part) ? toBlock(part as ContentPart) : []));
}

function toBlock(part: ContentPart): Block[] {
  switch (part.type) {
    case 'text':
    case 'refusal': {
      const text = part.type === 'text' ? part.text : textOrNull(part.refusal);
      return typeof text !== 'string' || isBlank(text) ? [] : [{ type: 'text', text, ...cacheMark(part) }];
    }
    case 'image_url':
      return [{ type: 'image', source: toSource(recordOf(part.image_url).url), ...cacheMark(part) }];
    case 'file':
      return [toDocument(part)];
    default:
      return [part];
  }
}

/** A mark for Anthropic's prompt cache, as clients write it for gateways like this one. */
export function cacheMark(part: Readonly<Record<string, unknown>>): { cache_control?: unknown } {
  return isRecord(part.cache_control) ? { cache_control: part.cache_control } : {};
}

function toSource(url: unknown): object {
  const text = typeof url === 'string' ? url : '';
  const match = DATA_URL.exec(text);
  if (match === null) return { type: 'url', url: text };
  return { type: 'base64', media_type: match[1] ?? 'image/png', data: text.slice(match[0].length) };
}

function toDocument(part: ContentPart): Block {
  const file = recordOf(part.file);
  const data = textOrNull(file.file_data);
  if (data === null) return part;
  const title = textOrNull(file.filename);
  const match = DATA_URL.exec(data);
  const source = match === null ? { type: 'base64', media_type: 'application/pdf', data } : toSource(data);
  return { type: 'document', source, ...(title === null ? {} : { title }), ...cacheMark(part) };
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}
