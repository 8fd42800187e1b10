import { type ByteText, textToBytes } from '../../bytes.ts';

export const USAGE_KEY = '"usage":';
const COST_KEY = '"cost"';
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Position just behind the `{` of the `"usage":{…}` that belongs to the answer itself, the last one if there are several; -1 when there
 * is none. Inside strings the quotes are escaped. Others lie deeper: in breakdowns, or in the schema of a tool.
 */
export function afterUsageBrace(bytes: Buffer): number {
  const last = lastUsage(bytes, undefined);
  if (last < 0) return -1;
  const inside = braceOf(bytes, last) + 1;
  if (isLastMember(bytes, inside)) return inside;
  return lastUsage(bytes, last - 1) < 0 ? inside : outermostUsage(bytes);
}

/** Behind this object only the whole ends, so that nothing need be searched for before it (vectors fill megabytes). */
function isLastMember(bytes: Buffer, inside: number): boolean {
  const end = endOfObject(bytes, inside) + 1;
  const close = end + spacesAt(bytes, end);
  return bytes[close] === CLOSE_BRACE && close + 1 + spacesAt(bytes, close + 1) === bytes.length;
}

/** Position of the last key of a usage that begins at `end` or before; -1 = none. */
function lastUsage(bytes: Buffer, end: number | undefined): number {
  let at = bytes.lastIndexOf(USAGE_KEY, end, 'latin1');
  while (at > 0) {
    if (bytes[at - 1] !== BACKSLASH && bytes[braceOf(bytes, at)] === OPEN_BRACE) return at;
    at = bytes.lastIndexOf(USAGE_KEY, at - 1, 'latin1');
  }
  return -1;
}

/** Where the value of the key begins. */
function braceOf(bytes: Buffer, keyAt: number): number {
  const behind = keyAt + USAGE_KEY.length;
  return behind + spacesAt(bytes, behind);
}

/** Walks the JSON (also of several events) with its depth. Only for the rare answers with more than one usage. */
function outermostUsage(bytes: Buffer): number {
  let depth = 0;
  let found = -1;
  let foundDepth = Number.POSITIVE_INFINITY;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
    if (byte !== QUOTE) continue;
    if (depth <= foundDepth && bytes.toString('latin1', at, at + USAGE_KEY.length) === USAGE_KEY) {
      const brace = braceOf(bytes, at);
      if (bytes[brace] === OPEN_BRACE) {
        found = brace + 1;
        foundDepth = depth;
      }
    }
    at = endOfString(bytes, at);
  }
  return found;
}

/** Position of the quote that ends the string that begins here. */
function endOfString(bytes: Buffer, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at += 1;
    else if (bytes[at] === QUOTE) return at;
  }
  return bytes.length;
}

function spacesAt(bytes: Buffer, start: number): number {
  let at = start;
  while (isSpace(bytes[at])) at += 1;
  return at - start;
}

/**
 * The inside of a usage from behind its brace to the end, with our cost in it. A provider's own `cost` (OpenRouter) goes: of two
 * members with one name clients read the last.
 */
export function withCost(
  bytes: Buffer,
  usageAt: number,
  cost: string,
): { readonly cost: ByteText; readonly resumeAt: number } {
  if (bytes.indexOf(COST_KEY, usageAt, 'latin1') < 0) {
    const isEmpty = bytes[usageAt + spacesAt(bytes, usageAt)] === CLOSE_BRACE;
    return { cost: `"cost":${cost}${isEmpty ? '' : ','}`, resumeAt: usageAt };
  }
  const end = endOfObject(bytes, usageAt);
  const usage: Record<string, unknown> = JSON.parse(`{${bytes.toString('utf8', usageAt, end)}}`);
  const rest = Object.fromEntries(Object.entries(usage).filter(([name]) => name !== 'cost'));
  const others = JSON.stringify(rest).slice(1, -1);
  return { cost: `"cost":${cost}${others === '' ? '' : ','}${textToBytes(others)}`, resumeAt: end };
}

/** Position of the brace that ends the object whose inside begins here. */
function endOfObject(bytes: Buffer, start: number): number {
  let depth = 1;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (byte === OPEN_BRACE) depth += 1;
    else if (byte === CLOSE_BRACE) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return bytes.length;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
