import { GatewayError } from '@llm-cost-optimizer/contracts';
import { asBuffer } from '../../bytes.ts';

/** No API nests half as deep; what walks or writes deeper values recursively runs out of stack. */
const MAX_DEPTH = 128;
/** Objects and lists in one body: ten thousand messages with their parts and tools are less. */
const MAX_CONTAINERS = 100_000;
/** Fields in all objects of one body. */
const MAX_NAMES = 200_000;
/** Elements of lists and fields together: the largest batch of token lists for embeddings is less. */
const MAX_ELEMENTS = 500_000;
/** Below this size no body can hurt: neither its depth nor its number of values is worth a look. */
const HARMLESS_BYTES = 4 * 1024;
/** Strings shorter than this are cheaper to walk through than to search. */
const SHORT_STRING_BYTES = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Refuses JSON whose parsing would hold up everybody else: nested too deep, or of too many values (long texts and images
 * are one value each). Looks at the bytes alone, once, and stops at the first bound that is broken. What is no JSON passes
 * or is refused here; the parser tells. Throws `invalid_request` naming the field at the top that is too much.
 */
export function checkStructure(body: Uint8Array): void {
  if (body.byteLength <= HARMLESS_BYTES) return;
  const bytes = asBuffer(body);
  const seen = { depth: 0, containers: 0, names: 0, elements: 0 };
  // Where the last string at the top began and ended: when a field turns out to be too much, its name.
  let name = { from: 0, to: 0 };
  for (let at = 0; at < bytes.length; at++) {
    switch (bytes[at]) {
      case QUOTE: {
        const end = endOfString(bytes, at + 1);
        if (end < 0) return;
        if (seen.depth === 1) name = nameOrSame(bytes, name, at + 1, end);
        at = end;
        break;
      }
      case OPEN_LIST:
      case OPEN_OBJECT:
        seen.depth += 1;
        seen.containers += 1;
        if (seen.depth > MAX_DEPTH) throw tooMuch(bytes, name, `nested deeper than ${MAX_DEPTH} levels`);
        if (seen.containers > MAX_CONTAINERS)
          throw tooMuch(bytes, name, `made of more than ${MAX_CONTAINERS} objects and lists`);
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        seen.depth -= 1;
        break;
      case COLON:
        seen.names += 1;
        if (seen.names > MAX_NAMES) throw tooMuch(bytes, name, `made of more than ${MAX_NAMES} fields`);
        break;
      case COMMA:
        seen.elements += 1;
        if (seen.elements > MAX_ELEMENTS) throw tooMuch(bytes, name, `made of more than ${MAX_ELEMENTS} values`);
        break;
    }
  }
}

/**
 * Index of the quote that ends the string whose first byte is at `from`; -1 = it does not end. Walks and searches in turn: a
 * search is fast over long texts and slow where every other byte is an escaped quote.
 */
function endOfString(bytes: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const walkEnd = Math.min(bytes.length, at + SHORT_STRING_BYTES);
    for (; at < walkEnd; at++) {
      const byte = bytes[at];
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) return at;
    }
    const quote = bytes.indexOf(QUOTE, at);
    if (quote < 0 || !isEscaped(bytes, at, quote)) return quote;
    at = quote + 1;
  }
}

/** Whether an odd number of backslashes stands before a quote, none of which is before `from`. */
function isEscaped(bytes: Buffer, from: number, quote: number): boolean {
  let slash = quote - 1;
  while (slash >= from && bytes[slash] === BACKSLASH) slash -= 1;
  return (quote - 1 - slash) % 2 === 1;
}

/** A string at the top is a field's name when a colon follows, and a value when not. */
function nameOrSame(bytes: Buffer, name: { from: number; to: number }, from: number, to: number) {
  let next = to + 1;
  while (next < bytes.length && (bytes[next] ?? 0) <= 0x20) next += 1;
  return bytes[next] === COLON ? { from, to } : name;
}

function tooMuch(bytes: Buffer, { from, to }: { from: number; to: number }, what: string): GatewayError {
  const field = bytes.toString('utf8', from, to);
  const param = /^[A-Za-z_][\w.-]{0,63}$/.test(field) ? field : null;
  const where = param === null ? 'The body is' : `\`${param}\` is`;
  return new GatewayError('invalid_request', `${where} ${what}. Send less of it.`, { param });
}
