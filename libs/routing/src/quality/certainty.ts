import type { TokenList } from './text/token-list.ts';

/** Share of known words at which nothing is certain any more. */
const UNKNOWN = 0.3;

/** How much the model knows of a prompt, 0 to 1: known words, how much of the text was read, and whether it holds more than text. */
export function certaintyOf(list: TokenList, knownShare: number, hasOther: boolean): number {
  if (list.count === 0) return 0;
  const whole = list.chars / Math.max(1, list.totalChars);
  const known = Math.max(0, (knownShare - UNKNOWN) / (1 - UNKNOWN));
  return Math.round(Math.min(1, known * Math.sqrt(whole) * (hasOther ? 0.5 : 1)) * 10_000) / 10_000;
}
