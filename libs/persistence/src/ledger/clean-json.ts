/** The escapes that `JSON.stringify` writes for NUL and for halves of surrogate pairs, which Postgres' jsonb refuses. */
const FORBIDDEN = /\\u0000|\\ud[89a-f][0-9a-f]{2}/;
const REPLACEMENT = '\u{FFFD}';

/**
 * JSON text that Postgres takes as jsonb, whatever a client put into its strings: NUL characters and lone surrogates
 * become U+FFFD. Costs one scan when there are none, which is nearly always.
 */
export function toCleanJson(value: unknown): string {
  return cleanJson(JSON.stringify(value));
}

/** The same for JSON that was written by `JSON.stringify` before. */
export function cleanJson(text: string): string {
  // May hit by accident (a text that speaks about escapes); then cleaning finds nothing and the result is the same.
  // The plain search is many times cheaper than the expression, and nearly always the end of it.
  const isSuspect = text.includes('\\u') && FORBIDDEN.test(text);
  return isSuspect ? JSON.stringify(JSON.parse(text), replaceForbidden) : text;
}

function replaceForbidden(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [cleanText(key), item]));
}

/** The text without NUL characters and lone surrogates; each becomes U+FFFD. */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll('\0', REPLACEMENT);
}
