import { WORD_TABLE } from './lexicon/words.ts';
import { HASH_START, hashStep, WORD, type WordClass } from './word-classes.ts';

/** What one reading of a text counted. Only numbers, no text. */
export interface TextScan {
  /** Words; in Chinese and Japanese two characters count as one. */
  words: number;
  /** Letters in words, for the average length; Chinese and Japanese characters are not counted. */
  letters: number;
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
const NEWLINE = 10;
const BACKTICK = 0x60;
const LONG_WORD = 9;

/** What an ASCII character is; 0 = nothing of interest. */
const KINDS = buildKinds();

/** Counts up to `limit` characters of a text in one pass, from `start`. Adds to an existing scan when one is given. */
export function scanText(text: string, start: number, end: number, scan: TextScan): void {
  let hash = HASH_START;
  let length = 0;
  let isNumber = false;
  let isLineStart = true;
  let wide = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? KINDS[code] : kindBeyondAscii(code);
    if (kind === LETTER) {
      const lower = lowerCase(code);
      hash = hashStep(hash, lower);
      length += 1;
      if (isLineStart) isLineStart = startLine(text, at, scan);
      isNumber = false;
      continue;
    }
    if (length > 0) {
      endWord(hash, length, scan);
      hash = HASH_START;
      length = 0;
    }
    if (kind === DIGIT) {
      if (!isNumber) scan.numbers += 1;
      isNumber = true;
      if (isLineStart) isLineStart = startLine(text, at, scan);
      continue;
    }
    isNumber = false;
    if (kind === SPACE) {
      if (code === NEWLINE) isLineStart = true;
      continue;
    }
    if (isLineStart) isLineStart = startLine(text, at, scan);
    if (kind === CODE_SIGN) scan.codeSigns += 1;
    else if (kind === MATH_SIGN) scan.mathSigns += isMathSign(text, at, code) ? 1 : 0;
    else if (kind === QUESTION) scan.questions += 1;
    else if (code === BACKTICK)
      scan.fences += text.charCodeAt(at + 1) === BACKTICK && text.charCodeAt(at + 2) === BACKTICK ? 1 : 0;
    else if (kind === WIDE) {
      wide += 1;
      countClasses(WORD_TABLE.classesOf(hashStep(hashStep(HASH_START, code), text.charCodeAt(at + 1))), scan);
    }
  }
  if (length > 0) endWord(hash, length, scan);
  scan.words += wide / 2;
}

const WIDE = 7;

/** An empty scan. */
export function newScan(): TextScan {
  return {
    words: 0,
    letters: 0,
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

function endWord(hash: number, length: number, scan: TextScan): void {
  scan.words += 1;
  scan.letterWords += 1;
  scan.letters += length;
  if (length >= LONG_WORD) scan.longWords += 1;
  const classes = WORD_TABLE.classesOf(hash);
  if (classes !== 0) countClasses(classes, scan);
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

function lowerCase(code: number): number {
  if (code < 128) return code | 0x20;
  // Latin-1 and Cyrillic capitals; the accented letters further on are rare enough.
  if (code >= 0xc0 && code <= 0xde) return code + 0x20;
  if (code >= 0x410 && code <= 0x42f) return code + 0x20;
  return code;
}

function kindBeyondAscii(code: number): number {
  if (code >= 0x2e80 && code < 0xac00) return code < 0x3040 ? 0 : WIDE;
  if (code === 0xff1f || code === 0x61f || code === 0x37e) return QUESTION;
  // Arrows, mathematical operators, superscript two and three, multiplication and division.
  if ((code >= 0x2190 && code <= 0x22ff) || code === 0xb2 || code === 0xb3 || code === 0xd7 || code === 0xf7)
    return MATH_SIGN;
  if (code >= 0xc0 && code < 0x2000) return LETTER;
  return code >= 0xac00 && code <= 0xd7a3 ? LETTER : 0;
}

function buildKinds(): Uint8Array {
  const kinds = new Uint8Array(128);
  const mark = (chars: string, kind: number) => {
    for (const char of chars) kinds[char.charCodeAt(0)] = kind;
  };
  mark('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', LETTER);
  mark('0123456789', DIGIT);
  mark(' \t\r\n', SPACE);
  mark('{}[]();=<>_', CODE_SIGN);
  mark('\\^$', MATH_SIGN);
  mark('?', QUESTION);
  return kinds;
}
