import { asBuffer, type JsonRecord } from '../json/json.ts';
import { skipSpace, skipValue, topLevelKey } from './json-bytes.ts';

/** One change to a top-level field of the body. */
export type BodyEdit =
  | { readonly kind: 'set'; readonly key: string; readonly json: string }
  | { readonly kind: 'rename'; readonly key: string; readonly to: string }
  | { readonly kind: 'remove'; readonly key: string }
  /** The body does not have the field yet. */
  | { readonly kind: 'append'; readonly key: string; readonly json: string };

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
/** Ends of `\u005`, `\u006` and `\u007`, with which an escaped `_` or small letter begins. Digits are searched for: they are rare. */
const ESCAPE_ENDS = ['005', '006', '007'].map((text) => Buffer.from(text));
/** Each edit searches the whole body; with more of them writing anew is cheaper, and a body of foreign fields costs no more than its length. */
const MAX_SEARCHES = 24;
const needles = new Map<string, Buffer>();

/**
 * The body with these changes. Everything else keeps its bytes: each field is looked up in the raw text and cut out there,
 * which for long prompts is ten times cheaper than writing JSON anew and keeps numbers and spelling as they are. Falls
 * back to writing anew where a field cannot be found beyond doubt (it is there twice, or letters are escaped), and for
 * many changes.
 */
export function editBody(raw: Uint8Array, body: JsonRecord, edits: readonly BodyEdit[]): Uint8Array {
  const bytes = asBuffer(raw);
  const isSearched = edits.length <= MAX_SEARCHES && !hasEscapedLetters(bytes);
  const splices = isSearched ? locateAll(bytes, edits) : null;
  return splices === null ? rewrite(body, edits) : apply(bytes, splices);
}

function locateAll(bytes: Buffer, edits: readonly BodyEdit[]): Splice[] | null {
  const splices: Splice[] = [];
  for (const edit of edits) {
    const splice = edit.kind === 'append' ? atEnd(bytes, edit) : locate(bytes, edit);
    if (splice === null) return null;
    splices.push(splice);
  }
  splices.sort((one, other) => one.start - other.start);
  for (let i = 1; i < splices.length; i++) {
    const previous = splices[i - 1];
    const current = splices[i];
    // Two removed neighbours want the same comma.
    if (previous === undefined || current === undefined || previous.end > current.start) return null;
  }
  return splices;
}

/** True when a key may be written in disguise (`"mod\u0065l"`), so that its name cannot be searched for. */
function hasEscapedLetters(bytes: Buffer): boolean {
  for (const end of ESCAPE_ENDS) {
    for (let at = bytes.indexOf(end); at >= 0; at = bytes.indexOf(end, at + 1)) {
      if (bytes[at - 1] === LETTER_U && bytes[at - 2] === BACKSLASH) return true;
    }
  }
  return false;
}

/** The key where it occurs only once, which is then the top-level one, as the parsed body has it there; else by a walk. */
function placeOf(bytes: Buffer, needle: Buffer): number | null {
  const start = bytes.indexOf(needle);
  if (start < 0) return null;
  return bytes.indexOf(needle, start + 1) < 0 ? start : topLevelKey(bytes, needle);
}

function locate(bytes: Buffer, edit: Exclude<BodyEdit, { kind: 'append' }>): Splice | null {
  const needle = needleOf(edit.key);
  const start = placeOf(bytes, needle);
  if (start === null) return null;
  const keyEnd = start + needle.length;
  const colon = skipSpace(bytes, keyEnd);
  if (bytes[colon] !== COLON) return null;
  if (edit.kind === 'rename') return { start, end: keyEnd, text: JSON.stringify(edit.to) };
  const valueStart = skipSpace(bytes, colon + 1);
  const valueEnd = skipValue(bytes, valueStart);
  if (valueEnd === null) return null;
  if (edit.kind === 'set') return { start: valueStart, end: valueEnd, text: edit.json };
  const after = skipSpace(bytes, valueEnd);
  if (bytes[after] === COMMA) return { start, end: after + 1, text: '' };
  const before = skipSpaceBack(bytes, start - 1);
  return bytes[before] === COMMA ? { start: before, end: valueEnd, text: '' } : null;
}

function atEnd(bytes: Buffer, edit: { readonly key: string; readonly json: string }): Splice | null {
  const end = bytes.lastIndexOf(CLOSE);
  const before = skipSpaceBack(bytes, end - 1);
  if (end < 0 || bytes[before] === OPEN) return null;
  return { start: end, end, text: `,${JSON.stringify(edit.key)}:${edit.json}` };
}

function apply(bytes: Buffer, splices: readonly Splice[]): Uint8Array {
  if (splices.length === 0) return bytes;
  const pieces: Buffer[] = [];
  let from = 0;
  for (const { start, end, text } of splices) {
    pieces.push(bytes.subarray(from, start));
    if (text !== '') pieces.push(Buffer.from(text));
    from = end;
  }
  pieces.push(bytes.subarray(from));
  return Buffer.concat(pieces);
}

function rewrite(body: JsonRecord, edits: readonly BodyEdit[]): Uint8Array {
  const byKey = new Map(edits.map((edit) => [edit.key, edit]));
  const fields: string[] = [];
  for (const key of Object.keys(body)) {
    const edit = byKey.get(key);
    const value = body[key];
    if (edit?.kind === 'remove' || value === undefined) continue;
    const name = JSON.stringify(edit?.kind === 'rename' ? edit.to : key);
    fields.push(`${name}:${edit?.kind === 'set' ? edit.json : JSON.stringify(value)}`);
  }
  for (const edit of edits) if (edit.kind === 'append') fields.push(`${JSON.stringify(edit.key)}:${edit.json}`);
  return Buffer.from(`{${fields.join(',')}}`);
}

function needleOf(key: string): Buffer {
  const known = needles.get(key);
  if (known !== undefined) return known;
  const needle = Buffer.from(JSON.stringify(key));
  // Keys come from clients too (fields that a provider does not know), hence the bound.
  if (needles.size < 200) needles.set(key, needle);
  return needle;
}

function skipSpaceBack(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at -= 1;
  return at;
}
