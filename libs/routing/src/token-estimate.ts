/** How much text there is, by kinds that take different numbers of tokens. Characters are UTF-16 units. */
export interface TextAmount {
  chars: number;
  /** Of these, about: Chinese, Japanese, Korean. */
  wideChars: number;
  /** Of these, about: other scripts than Latin (Cyrillic, Greek, Arabic, Hindi …). */
  nonLatinChars: number;
}

const CHARS_PER_TOKEN = { latin: 4, wide: 1.6, nonLatin: 2.7 } as const;
/** Characters looked at per text, evenly spread: enough to tell a script, cheap at any length. */
const SAMPLES = 24;
/** From here on characters are not Latin any more; accented letters stand below. */
const FIRST_NON_LATIN = 0x370;
/** Radicals, kana, Han, Hangul and wide forms, with the surrogates in between. */
const FIRST_WIDE = 0x2e80;

/** Adds a text to the amount. Looks at 24 characters of it. */
export function countChars(amount: TextAmount, text: string): void {
  const { length } = text;
  if (length === 0) return;
  amount.chars += length;
  const stride = length > SAMPLES ? length / SAMPLES : 1;
  let wide = 0;
  let nonLatin = 0;
  let seen = 0;
  for (let at = 0; at < length; at += stride) {
    const code = text.charCodeAt(Math.floor(at));
    seen += 1;
    if (code < FIRST_NON_LATIN) continue;
    if (code >= FIRST_WIDE) wide += 1;
    else if (code < 0x2000 || code >= 0x2c00) nonLatin += 1;
  }
  if (wide > 0) amount.wideChars += (length * wide) / seen;
  if (nonLatin > 0) amount.nonLatinChars += (length * nonLatin) / seen;
}

/** Estimated tokens, not rounded. */
export function tokensOf({ chars, wideChars, nonLatinChars }: TextAmount): number {
  const latin = chars - wideChars - nonLatinChars;
  return latin / CHARS_PER_TOKEN.latin + wideChars / CHARS_PER_TOKEN.wide + nonLatinChars / CHARS_PER_TOKEN.nonLatin;
}

/** Estimated bytes in UTF-8. */
export function textBytes({ chars, wideChars, nonLatinChars }: TextAmount): number {
  return chars + 2 * wideChars + nonLatinChars;
}
