/** What a UTF-16 unit is to the reader of tokens. */
export const CHAR = { sign: 0, letter: 1, digit: 2, space: 3, newline: 4, wide: 5 } as const;

const KINDS = buildKinds();

export function kindOf(code: number): number {
  return KINDS[code] ?? CHAR.sign;
}

/** Lower case of ASCII, Latin-1, Greek and Cyrillic capitals; other letters stay. */
export function lowerCase(code: number): number {
  if (code < 0x80) return code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
  if (code >= 0xc0 && code <= 0xde) return code + 0x20;
  if (code >= 0x391 && code <= 0x3a9) return code + 0x20;
  return code >= 0x410 && code <= 0x42f ? code + 0x20 : code;
}

function buildKinds(): Uint8Array {
  const kinds = new Uint8Array(65_536);
  // Latin with accents up to the general punctuation: all alphabets of Europe, the Near East and India.
  kinds.fill(CHAR.letter, 0xc0, 0x2000);
  // Kana and Han are read character by character; Hangul has words.
  kinds.fill(CHAR.wide, 0x3040, 0xac00);
  kinds.fill(CHAR.letter, 0xac00, 0xd7a4);
  kinds.fill(CHAR.letter, 0x41, 0x5b);
  kinds.fill(CHAR.letter, 0x61, 0x7b);
  kinds.fill(CHAR.digit, 0x30, 0x3a);
  for (const code of [0x20, 0x09, 0x0d, 0xa0, 0x3000, 0x200b]) kinds[code] = CHAR.space;
  kinds.fill(CHAR.space, 0x2000, 0x200c);
  kinds[0x0a] = CHAR.newline;
  // Multiplication and division signs lie among the accented letters.
  kinds[0xd7] = CHAR.sign;
  kinds[0xf7] = CHAR.sign;
  return kinds;
}
