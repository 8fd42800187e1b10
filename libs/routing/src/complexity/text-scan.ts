import { WORD_TABLE } from './lexicon/words.ts';
import { HASH_START, hashStep, WORD, type WordClass } from './word-classes.ts';

/** What one reading of a text counted. Only numbers, no text. */
export interface TextScan {
  /** Words; in Chinese and Japanese two characters count as one. */
  words: number;
  /** Words written in letters. */
  letterWords: number;
  /** Words of nine letters or more. */
  longWords: number;
  numbers: number;
  questions: number;
  /** Lines that hold something. */
  lines: number;
  /** Lines that begin like an item of a list. */
  listItems: number;
  /** Lines that begin like a choice of a multiple-choice question: `A.`, `B)`. */
  options: number;
  /** Mathematical signs, TeX commands and powers. */
  mathSigns: number;
  /** Brackets, semicolons and operators, of which programs are full. */
  codeSigns: number;
  /** Backticks that stand in threes. */
  fences: number;
  /** Sightings of each class of words. */
  readonly seen: Record<WordClass, number>;
}

const LETTER = 1;
const DIGIT = 2;
const SPACE = 3;
const CODE_SIGN = 4;
const MATH_SIGN = 5;
const QUESTION = 6;
const WIDE = 7;
const BACKTICK = 8;
const NEWLINE_CODE = 0x0a;
const BACKTICK_CODE = 0x60;
const LONG_WORD = 9;

/** What each UTF-16 unit is; 0 = nothing of interest. One look-up instead of a chain of comparisons per character. */
const KINDS = buildKinds();

/** Counts the characters of a text from `start` to `end` in one pass and adds them to the scan. Makes no strings. */
export function scanText(text: string, start: number, end: number, scan: TextScan): void {
  let isLineStart = true;
  let wasDigit = false;
  let letterWords = 0;
  let longWords = 0;
  let wide = 0;
  for (let at = start; at < end; at++) {
    let code = text.charCodeAt(at);
    const kind = KINDS[code];
    if (kind === SPACE) {
      if (code === NEWLINE_CODE) isLineStart = true;
      wasDigit = false;
      continue;
    }
    if (isLineStart) isLineStart = startLine(text, at, scan);
    if (kind === LETTER) {
      const from = at;
      let hash = HASH_START;
      do {
        hash = hashStep(hash, code < 128 ? code | 0x20 : lowerCase(code));
        at += 1;
        code = at < end ? text.charCodeAt(at) : 0;
      } while (KINDS[code] === LETTER);
      letterWords += 1;
      if (at - from >= LONG_WORD) longWords += 1;
      const classes = WORD_TABLE.classesOf(hash);
      if (classes !== 0) countClasses(classes, scan);
      at -= 1;
      wasDigit = false;
    } else if (kind === DIGIT) {
      if (!wasDigit) scan.numbers += 1;
      wasDigit = true;
    } else if (kind === WIDE) {
      wide += 1;
      countClasses(WORD_TABLE.classesOf(hashStep(hashStep(HASH_START, code), text.charCodeAt(at + 1))), scan);
    } else if (kind !== 0) countSign(kind, text, at, code, scan);
  }
  scan.letterWords += letterWords;
  scan.longWords += longWords;
  scan.words += letterWords + (wide >> 1);
}

function countSign(kind: number | undefined, text: string, at: number, code: number, scan: TextScan): void {
  if (kind === CODE_SIGN) scan.codeSigns += 1;
  else if (kind === MATH_SIGN) scan.mathSigns += isMathSign(text, at, code) ? 1 : 0;
  else if (kind === QUESTION) scan.questions += 1;
  else if (kind === BACKTICK) scan.fences += isFence(text, at) ? 1 : 0;
}

function isFence(text: string, at: number): boolean {
  return text.charCodeAt(at + 1) === BACKTICK_CODE && text.charCodeAt(at + 2) === BACKTICK_CODE;
}

/** An empty scan. */
export function newScan(): TextScan {
  return {
    words: 0,
    letterWords: 0,
    longWords: 0,
    numbers: 0,
    questions: 0,
    lines: 0,
    listItems: 0,
    options: 0,
    mathSigns: 0,
    codeSigns: 0,
    fences: 0,
    seen: {
      reasoning: 0,
      mathematics: 0,
      code: 0,
      pleasantry: 0,
      lookup: 0,
      transform: 0,
      creation: 0,
      constraint: 0,
      specialist: 0,
    },
  };
}

function countClasses(classes: number, { seen }: TextScan): void {
  if (classes === 0) return;
  if ((classes & WORD.reasoning) !== 0) seen.reasoning += 1;
  if ((classes & WORD.mathematics) !== 0) seen.mathematics += 1;
  if ((classes & WORD.code) !== 0) seen.code += 1;
  if ((classes & WORD.pleasantry) !== 0) seen.pleasantry += 1;
  if ((classes & WORD.lookup) !== 0) seen.lookup += 1;
  if ((classes & WORD.transform) !== 0) seen.transform += 1;
  if ((classes & WORD.creation) !== 0) seen.creation += 1;
  if ((classes & WORD.constraint) !== 0) seen.constraint += 1;
  if ((classes & WORD.specialist) !== 0) seen.specialist += 1;
}

/** Looks at how a line begins. Returns false: the start is behind us. */
function startLine(text: string, at: number, scan: TextScan): false {
  scan.lines += 1;
  const first = text.charCodeAt(at);
  const second = text.charCodeAt(at + 1);
  if (first >= 0x41 && first <= 0x4a) {
    // `A.`, `B)`, `C:` at the start of a line.
    if (second === 0x2e || second === 0x29 || second === 0x3a) scan.options += 1;
  } else if (first === 0x28) {
    // `(A)`
    if (second >= 0x41 && second <= 0x4a && text.charCodeAt(at + 2) === 0x29) scan.options += 1;
  } else if (first === 0x2d || first === 0x2a || first === 0x2022) {
    if (second === 0x20) scan.listItems += 1;
  } else if (first >= 0x30 && first <= 0x39) {
    const mark = second >= 0x30 && second <= 0x39 ? text.charCodeAt(at + 2) : second;
    if (mark === 0x2e || mark === 0x29) scan.listItems += 1;
  }
  return false;
}

/** `\frac`, `x^2`, `$`: a backslash counts before a letter only, since it also escapes. */
function isMathSign(text: string, at: number, code: number): boolean {
  if (code !== 0x5c) return true;
  const next = text.charCodeAt(at + 1) | 0x20;
  return next >= 0x61 && next <= 0x7a;
}

/** Capitals of Latin-1 and Cyrillic; those of other scripts are rare enough to stay. */
function lowerCase(code: number): number {
  if (code >= 0xc0 && code <= 0xde) return code + 0x20;
  return code >= 0x410 && code <= 0x42f ? code + 0x20 : code;
}

function buildKinds(): Uint8Array {
  const kinds = new Uint8Array(65_536);
  const mark = (chars: string, kind: number) => {
    for (const char of chars) kinds[char.charCodeAt(0)] = kind;
  };
  // Latin with accents up to the general punctuation: all alphabets of Europe, the Near East and India.
  kinds.fill(LETTER, 0xc0, 0x2000);
  // Arrows and mathematical operators.
  kinds.fill(MATH_SIGN, 0x2190, 0x2300);
  // Kana and Han are read as pairs; Hangul has words.
  kinds.fill(WIDE, 0x3040, 0xac00);
  kinds.fill(LETTER, 0xac00, 0xd7a4);
  mark('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', LETTER);
  mark('0123456789', DIGIT);
  mark(' \t\r\n\u00a0\u3000', SPACE);
  mark('{}[]();=<>_', CODE_SIGN);
  mark('\\^$×÷²³√', MATH_SIGN);
  mark('?\uff1f\u061f\u037e', QUESTION);
  mark('`', BACKTICK);
  return kinds;
}
