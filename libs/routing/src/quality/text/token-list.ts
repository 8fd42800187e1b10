/** What a token is. */
export const TOKEN = { word: 1, number: 2, sign: 3, newline: 4, wide: 5 } as const;

/** Most characters of text looked at per request, whatever its size. */
export const MAX_CHARS = 6_144;

/** Properties of a token that are found while reading it; bits. */
export const FLAG = {
  /** A word that begins with a capital. */
  capital: 1,
  /** A word of two or more capitals and nothing else. */
  allCapitals: 2,
  /** The first token of its line. */
  lineStart: 4,
  /** The first word after the end of a sentence. */
  sentenceStart: 8,
  /** Stands in a choice of a multiple-choice question. */
  option: 16,
  /** A number with a decimal point. */
  decimal: 32,
  /** No space before it. */
  glued: 64,
} as const;

/**
 * The tokens of one prompt in flat arrays that are filled anew for every prompt: reading then makes no objects. Words are
 * kept as hashes of their lower-case letters; no text is kept.
 */
export interface TokenList {
  count: number;
  /** Characters read, and those of the whole text. */
  chars: number;
  totalChars: number;
  /** Choices of a multiple-choice question that were recognised. */
  options: number;
  readonly kind: Uint8Array;
  readonly flags: Uint8Array;
  /** Words: hash. Numbers: hash of their shape. Signs: the character's code. */
  readonly hash: Int32Array;
  /** Characters of the token. */
  readonly size: Uint16Array;
  /** Numbers: digits before the decimal point. */
  readonly digits: Uint8Array;
}

export function newTokenList(): TokenList {
  return {
    count: 0,
    chars: 0,
    totalChars: 0,
    options: 0,
    kind: new Uint8Array(MAX_CHARS),
    flags: new Uint8Array(MAX_CHARS),
    hash: new Int32Array(MAX_CHARS),
    size: new Uint16Array(MAX_CHARS),
    digits: new Uint8Array(MAX_CHARS),
  };
}

/** Makes the list ready for the next prompt. */
export function clearTokens(list: TokenList): void {
  list.count = 0;
  list.chars = 0;
  list.totalChars = 0;
  list.options = 0;
}
