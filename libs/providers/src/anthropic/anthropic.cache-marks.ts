import type { PromptCacheMark } from '@llm-cost-optimizer/contracts';
import { asBuffer } from '../json/json.ts';
import { skipSpace, skipValue, topLevelKey } from '../openai-compatible/json-bytes.ts';

const QUOTE = 0x22;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN = 0x7b;
const KEYS = { tools: Buffer.from('"tools"'), system: Buffer.from('"system"'), messages: Buffer.from('"messages"') };
const CONTENT = Buffer.from('"content"');

interface Insertion {
  readonly at: number;
  readonly text: string;
}

/**
 * The body with marks for the prompt cache, in bytes known to be valid JSON. Everything else keeps its bytes: texts that are no
 * lists of blocks are wrapped where they stand. Null where one of the places cannot be found beyond doubt; then nothing is to be marked.
 */
export function insertCacheMarks(body: Uint8Array, marks: readonly PromptCacheMark[]): Uint8Array | null {
  const bytes = asBuffer(body);
  const insertions: Insertion[] = [];
  for (const mark of marks) {
    const found = insertionsFor(bytes, mark);
    if (found === null) return null;
    insertions.push(...found);
  }
  insertions.sort((one, other) => one.at - other.at);
  const pieces: Buffer[] = [];
  let from = 0;
  for (const { at, text } of insertions) {
    pieces.push(bytes.subarray(from, at), Buffer.from(text));
    from = at;
  }
  pieces.push(bytes.subarray(from));
  return Buffer.concat(pieces);
}

function insertionsFor(bytes: Buffer, { at, ttl }: PromptCacheMark): readonly Insertion[] | null {
  const control = JSON.stringify(ttl === '5m' ? { type: 'ephemeral' } : { type: 'ephemeral', ttl });
  if (at === 'tools') return inLast(bytes, valueAt(bytes, KEYS.tools, 0), control);
  if (at === 'system') return inContent(bytes, valueAt(bytes, KEYS.system, 0), control);
  const message = elementAt(bytes, valueAt(bytes, KEYS.messages, 0), at);
  return message === null ? null : inContent(bytes, valueAt(bytes, CONTENT, message), control);
}

/** Behind the last block; a text becomes a list with one block. */
function inContent(bytes: Buffer, start: number | null, control: string): readonly Insertion[] | null {
  if (start === null || bytes[start] !== QUOTE) return inLast(bytes, start, control);
  const end = skipValue(bytes, start);
  if (end === null) return null;
  return [
    { at: start, text: '[{"type":"text","text":' },
    { at: end, text: `,"cache_control":${control}}]` },
  ];
}

/** Into the last object of a list, as its last field. */
function inLast(bytes: Buffer, start: number | null, control: string): readonly Insertion[] | null {
  const last = elementAt(bytes, start, Number.POSITIVE_INFINITY);
  const end = last === null || bytes[last] !== OPEN ? null : skipValue(bytes, last);
  return end === null ? null : [{ at: end - 1, text: `,"cache_control":${control}` }];
}

/** Where the value of a key of the object at `from` begins; null when the key is not there or there twice. */
function valueAt(bytes: Buffer, key: Buffer, from: number): number | null {
  const object = bytes.subarray(from);
  const found = topLevelKey(object, key);
  if (found === null) return null;
  const colon = skipSpace(object, found + key.length);
  return object[colon] === COLON ? from + skipSpace(object, colon + 1) : null;
}

/** Where the element of this index begins, the last one where there are fewer; null where this is no list or an empty one. */
function elementAt(bytes: Buffer, start: number | null, index: number): number | null {
  if (start === null || bytes[start] !== OPEN_LIST) return null;
  let at = skipSpace(bytes, start + 1);
  if (bytes[at] === CLOSE_LIST) return null;
  for (let seen = 0; ; seen += 1) {
    const end = skipValue(bytes, at);
    if (end === null) return null;
    const next = skipSpace(bytes, end);
    if (seen === index || (bytes[next] !== COMMA && index === Number.POSITIVE_INFINITY)) return at;
    if (bytes[next] !== COMMA) return null;
    at = skipSpace(bytes, next + 1);
  }
}
