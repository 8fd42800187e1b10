const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Position of the first byte from `from` on that is not JSON white space. */
export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) at += 1;
  return at;
}

/** Position behind the JSON value that begins at `from`, in bytes known to be valid JSON; null when there is none. */
export function skipValue(bytes: Uint8Array, from: number): number | null {
  const first = bytes[from];
  if (first === undefined) return null;
  if (first === QUOTE) return skipString(bytes, from);
  if (first === 0x7b || first === 0x5b) return skipNested(bytes, from);
  let at = from;
  while (at < bytes.length && !isEnd(bytes[at])) at += 1;
  return at > from ? at : null;
}

/**
 * Position of a key of the outermost object, given with its quotes, in bytes known to be valid JSON. Null when it is not
 * there or there twice.
 */
export function topLevelKey(bytes: Buffer, key: Buffer): number | null {
  let found: number | null = null;
  let at = skipSpace(bytes, 0);
  if (bytes[at] !== 0x7b) return null;
  for (;;) {
    at = skipSpace(bytes, at + 1);
    const keyEnd = bytes[at] === QUOTE ? skipString(bytes, at) : null;
    if (keyEnd === null) return found;
    if (keyEnd - at === key.length && bytes.compare(key, 0, key.length, at, keyEnd) === 0) {
      if (found !== null) return null;
      found = at;
    }
    const colon = skipSpace(bytes, keyEnd);
    const end = skipValue(bytes, skipSpace(bytes, colon + 1));
    if (end === null) return null;
    at = skipSpace(bytes, end);
    if (bytes[at] !== 0x2c) return found;
  }
}

/** Searches for quotes, which is many times faster than looking at every byte of a long text. */
function skipString(bytes: Uint8Array, from: number): number | null {
  for (let at = bytes.indexOf(QUOTE, from + 1); at >= 0; at = bytes.indexOf(QUOTE, at + 1)) {
    let before = at - 1;
    while (bytes[before] === BACKSLASH) before -= 1;
    // An even number of backslashes before it are escaped themselves.
    if ((at - before) % 2 === 1) return at + 1;
  }
  return null;
}

function skipNested(bytes: Uint8Array, from: number): number | null {
  let depth = 0;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      const end = skipString(bytes, at);
      if (end === null) return null;
      at = end - 1;
    } else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return null;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** `,`, `}`, `]` or white space. */
function isEnd(byte: number | undefined): boolean {
  return byte === 0x2c || byte === 0x7d || byte === 0x5d || isSpace(byte);
}
