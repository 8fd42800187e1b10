import { CHAR, kindOf, lowerCase } from './characters.ts';
import { HASH_START, hashStep } from './hash.ts';
import { FLAG, TOKEN, type TokenList } from './token-list.ts';

const DOT = 0x2e;
const COMMA = 0x2c;
const COLON = 0x3a;
const CLOSE = 0x29;
const OPEN = 0x28;
const CAPITAL_A = 0x41;
const MAX_OPTIONS = 20;
const MAX_DIGITS = 40;

/**
 * Adds the tokens of `text` from `start` to `end` to the list. Lines that begin with the next letter of `A. B. C.` (also `A)`,
 * `(A)`, `A:`) are choices: their letter is left out and their tokens are marked.
 */
export function readTokens(text: string, start: number, end: number, list: TokenList): void {
  let isLineStart = true;
  let isSentenceStart = true;
  let inOption = false;
  let isGlued = false;
  let at = start;
  list.chars += end - start;
  while (at < end) {
    const code = text.charCodeAt(at);
    const kind = kindOf(code);
    if (kind === CHAR.space) {
      isGlued = false;
      at += 1;
      continue;
    }
    if (kind === CHAR.newline) {
      add(list, TOKEN.newline, 0, code, 1);
      isLineStart = true;
      isSentenceStart = true;
      inOption = false;
      isGlued = false;
      at += 1;
      continue;
    }
    if (isLineStart) {
      const skip = optionMark(text, at, list.options);
      if (skip > 0) {
        list.options += 1;
        inOption = true;
        at += skip;
        isLineStart = false;
        continue;
      }
    }
    let flags =
      (isLineStart ? FLAG.lineStart : 0) |
      (isSentenceStart ? FLAG.sentenceStart : 0) |
      (inOption ? FLAG.option : 0) |
      (isGlued ? FLAG.glued : 0);
    isLineStart = false;
    isGlued = true;
    if (kind === CHAR.letter) {
      const from = at;
      let hash = HASH_START;
      let capitals = 0;
      let next = code;
      do {
        const lower = lowerCase(next);
        if (lower !== next) capitals += 1;
        hash = hashStep(hash, lower);
        at += 1;
        next = at < end ? text.charCodeAt(at) : 0;
      } while (kindOf(next) === CHAR.letter);
      if (capitals > 0 && lowerCase(code) !== code) flags |= FLAG.capital;
      if (capitals > 1 && capitals === at - from) flags |= FLAG.allCapitals;
      add(list, TOKEN.word, flags, hash, at - from);
      isSentenceStart = false;
    } else if (kind === CHAR.digit) {
      at = readNumber(text, at, end, flags, list);
      isSentenceStart = false;
    } else if (kind === CHAR.wide) {
      add(list, TOKEN.wide, flags, hashStep(HASH_START, code), 1);
      at += 1;
      isSentenceStart = false;
    } else {
      add(list, TOKEN.sign, flags, code, 1);
      at += 1;
      if (code === DOT || code === 0x3f || code === 0x21 || code === COLON) isSentenceStart = true;
    }
  }
}

/** `1,250.75` is one number; its hash says only how long it is. Returns the place behind it. */
function readNumber(text: string, from: number, end: number, flags: number, list: TokenList): number {
  let at = from;
  let digits = 0;
  let decimals = 0;
  let isDecimal = false;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (kindOf(code) === CHAR.digit) {
      if (isDecimal) decimals += 1;
      else digits += 1;
    } else if ((code === DOT || code === COMMA) && at + 1 < end && kindOf(text.charCodeAt(at + 1)) === CHAR.digit) {
      if (code === DOT) isDecimal = true;
    } else break;
    at += 1;
  }
  const shape = hashStep(hashStep(HASH_START, 0x23), Math.min(digits, 6) * 4 + Math.min(decimals, 3));
  const slot = list.count;
  add(list, TOKEN.number, flags | (isDecimal ? FLAG.decimal : 0), shape, at - from);
  list.digits[slot] = Math.min(digits, MAX_DIGITS);
  return at;
}

function add(list: TokenList, kind: number, flags: number, hash: number, size: number): void {
  const slot = list.count;
  if (slot >= list.kind.length) return;
  list.kind[slot] = kind;
  list.flags[slot] = flags;
  list.hash[slot] = hash;
  list.size[slot] = size;
  list.digits[slot] = 0;
  list.count = slot + 1;
}

/** Characters of the mark of the next expected choice at `at`; 0 = none. */
function optionMark(text: string, at: number, options: number): number {
  if (options >= MAX_OPTIONS) return 0;
  const letter = CAPITAL_A + options;
  const first = text.charCodeAt(at);
  if (first === letter) {
    const mark = text.charCodeAt(at + 1);
    return (mark === DOT || mark === CLOSE || mark === COLON) && isSpaceAfter(text, at + 2) ? 2 : 0;
  }
  if (first === OPEN && text.charCodeAt(at + 1) === letter && text.charCodeAt(at + 2) === CLOSE) return 3;
  return 0;
}

function isSpaceAfter(text: string, at: number): boolean {
  const kind = kindOf(text.charCodeAt(at));
  return kind === CHAR.space || kind === CHAR.newline;
}
