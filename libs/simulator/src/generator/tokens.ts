/** Tokens that every message costs beside its text (role and separators). */
export const MESSAGE_OVERHEAD_TOKENS = 3;

/**
 * Tokens of a text with that many characters (UTF-16 units). `factor` is 1 for most tokenizers and larger for those that
 * cut the same text into more tokens. An estimate by design: what matters is that answer and books show the same figure.
 */
export function tokensOf(characters: number, factor: number): number {
  return Math.ceil((characters * factor) / 4);
}

/** The most characters that fit into that many tokens; `tokensOf` of the result is exactly `tokens`. */
export function charactersOf(tokens: number, factor: number): number {
  return Math.floor((tokens * 4) / factor);
}

/** Cuts a text to at most `length` UTF-16 units without leaving half a surrogate pair at the end. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  return text.slice(0, safeCut(text, length));
}

/** The largest position <= `at` that does not split a surrogate pair, except that it always moves forward from 0. */
export function safeCut(text: string, at: number): number {
  if (at <= 0 || at >= text.length) return Math.max(0, Math.min(at, text.length));
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before <= 0xdbff ? at - 1 : at;
}
