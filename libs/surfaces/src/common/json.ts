import type { Fields } from '../surface.ts';

const NO_FIELDS: Fields = Object.freeze({});
const NO_ITEMS: readonly unknown[] = Object.freeze([]);

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object; an empty one when it is none. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : NO_FIELDS;
}

/** The value as a list; an empty one when it is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : NO_ITEMS;
}

/** Null for anything but a non-empty text. */
export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A whole number from 0 up; null for everything else. */
export function countOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** A JSON object; null when the text is anything else. */
export function parseFields(text: string): Fields | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  return isFields(value) ? value : null;
}

/** A whole answer as an object, from its bytes or as parsed already. Throws SyntaxError for bytes that are not JSON. */
export function readAnswer(answer: Uint8Array | Fields): Fields {
  return answer instanceof Uint8Array ? fieldsOf(JSON.parse(new TextDecoder().decode(answer))) : answer;
}

/** The field, unless its value is undefined or null; for optional fields of an object that is being written. */
export function given<Name extends string, Value>(
  name: Name,
  value: Value,
): { readonly [K in Name]?: NonNullable<Value> } {
  const field: { [K in Name]?: NonNullable<Value> } = {};
  if (value !== undefined && value !== null) field[name] = value;
  return field;
}

const PIECE_LENGTH = 1_000;

/** Cuts a text for replay. Official clients join the pieces; few of them cost little. Surrogate pairs stay whole. */
export function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    let end = Math.min(text.length, start + PIECE_LENGTH);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end += 1;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}
