/** From this depth on values are small; the built-in writer is faster for them. Long texts and images lie above it. */
const OWN_DEPTH = 5;

/**
 * A text that differs whenever two JSON values differ. Like JSON, but strings stand as they are behind their length:
 * escaping long prompts and images would cost more than digesting them. Throws RangeError on extreme nesting.
 */
export function canonicalText(value: unknown): string {
  return write(value, OWN_DEPTH);
}

function write(value: unknown, depth: number): string {
  if (typeof value === 'string') return writeString(value);
  if (typeof value !== 'object' || value === null || depth === 0) return `j${JSON.stringify(value)}`;
  if (Array.isArray(value)) {
    let text = `a${value.length}:`;
    for (const item of value) text += write(item, depth - 1);
    return text;
  }
  const entries = Object.entries(value);
  let text = `o${entries.length}:`;
  for (const [name, field] of entries) text += writeString(name) + write(field, depth - 1);
  return text;
}

/** Half a surrogate pair has no bytes of its own in UTF-8 and would be the same as any other half, so it is escaped. */
function writeString(text: string): string {
  return text.isWellFormed() ? `s${text.length}:${text}` : `j${JSON.stringify(text)}`;
}
