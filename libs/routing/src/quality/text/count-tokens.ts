import { CUES, countCues } from './cue-words.ts';
import { FLAG, TOKEN, type TokenList } from './token-list.ts';
import type { WordTable } from './word-table.ts';

const SEEN_SIZE = 1_024;

/** Space that reading a prompt needs; made once per model. */
export interface DenseScratch {
  readonly cues: Float64Array;
  readonly seen: Uint32Array;
  stamp: number;
}

export function newDenseScratch(): DenseScratch {
  return { cues: new Float64Array(CUES.length), seen: new Uint32Array(SEEN_SIZE), stamp: 0 };
}

/** Counts that one pass over the tokens makes. */
export interface Counts {
  stemWords: number;
  optionWords: number;
  optionTokens: number;
  optionNumbers: number;
  numbers: number;
  bigNumbers: number;
  decimals: number;
  longest: number;
  years: number;
  operators: number;
  tex: number;
  brackets: number;
  questions: number;
  sentences: number;
  lines: number;
  listItems: number;
  indents: number;
  capitals: number;
  allCapitals: number;
  names: number;
  letters: number;
  longWords: number;
  rankSum: number;
  ranked: number;
  rare: number;
  veryRare: number;
  unknown: number;
  rarest: number;
  distinct: number;
  blanks: number;
  quotes: number;
  colons: number;
  percents: number;
  dollars: number;
  slashes: number;
  single: number;
  wide: number;
  codeSigns: number;
  lastRankSum: number;
  lastRanked: number;
}

const YEAR_DIGITS = 4;
const BIG_DIGITS = 4;
const LONG_WORD = 9;
const RARE = 9;
const VERY_RARE = 10;
const LAST_TOKENS = 24;

/** Counts the tokens of a prompt; the cue words are counted into the scratch space, which is to be cleared before. */
export function countTokens(list: TokenList, words: WordTable, scratch: DenseScratch): Counts {
  const c = newCounts();
  scratch.stamp += 1;
  const { kind, flags, hash, size, digits, count } = list;
  for (let at = 0; at < count; at++) {
    const flag = flags[at] ?? 0;
    const inOption = (flag & FLAG.option) !== 0;
    if (inOption) c.optionTokens += 1;
    switch (kind[at]) {
      case TOKEN.word:
        countWord(c, hash[at] ?? 0, size[at] ?? 0, flag, at >= count - LAST_TOKENS, words, scratch);
        break;
      case TOKEN.number:
        c.numbers += 1;
        if (inOption) c.optionNumbers += 1;
        countNumber(c, digits[at] ?? 0, flag, size[at] ?? 0);
        if ((flag & FLAG.lineStart) !== 0) c.listItems += 1;
        break;
      case TOKEN.sign:
        countSign(c, hash[at] ?? 0, flag, kind[at + 1] ?? 0, flags[at + 1] ?? 0);
        break;
      case TOKEN.wide:
        c.wide += 1;
        break;
      default:
        c.lines += 1;
    }
  }
  return c;
}

function countWord(
  c: Counts,
  hash: number,
  size: number,
  flag: number,
  isLast: boolean,
  words: WordTable,
  scratch: DenseScratch,
): void {
  if ((flag & FLAG.option) !== 0) c.optionWords += 1;
  else c.stemWords += 1;
  c.letters += size;
  if (size >= LONG_WORD) c.longWords += 1;
  if (size === 1) c.single += 1;
  if ((flag & FLAG.allCapitals) !== 0) c.allCapitals += 1;
  if ((flag & FLAG.capital) !== 0) {
    c.capitals += 1;
    if ((flag & FLAG.sentenceStart) === 0 && size > 1) c.names += 1;
  }
  if ((flag & FLAG.sentenceStart) !== 0 && (flag & FLAG.option) === 0) c.sentences += 1;
  const rank = words.rankOf(hash);
  if (rank < 0) c.unknown += 1;
  else {
    c.rankSum += rank;
    c.ranked += 1;
    if (rank > RARE) c.rare += 1;
    if (rank > VERY_RARE) c.veryRare += 1;
    if (rank > c.rarest) c.rarest = rank;
    if (isLast) {
      c.lastRankSum += rank;
      c.lastRanked += 1;
    }
  }
  const slot = (hash ^ (hash >>> 13)) & (SEEN_SIZE - 1);
  if (scratch.seen[slot] !== scratch.stamp) {
    scratch.seen[slot] = scratch.stamp;
    c.distinct += 1;
  }
  countCues(hash, scratch.cues);
}

function countNumber(c: Counts, digits: number, flag: number, size: number): void {
  if ((flag & FLAG.decimal) !== 0) c.decimals += 1;
  if (digits > c.longest) c.longest = digits;
  if (digits === YEAR_DIGITS && size === YEAR_DIGITS) c.years += 1;
  if (digits >= BIG_DIGITS) c.bigNumbers += 1;
}

function countSign(c: Counts, code: number, flag: number, nextKind: number, nextFlags: number): void {
  switch (code) {
    case 0x3f:
      c.questions += 1;
      break;
    case 0x2b: // +
    case 0x2a: // *
    case 0x3d: // =
    case 0x5e: // ^
    case 0xd7: // ×
    case 0xf7: // ÷
      c.operators += 1;
      break;
    case 0x3c: // <
    case 0x3e: // >
      c.operators += 1;
      c.codeSigns += 1;
      break;
    case 0x5c: // backslash before a letter
      if (nextKind === TOKEN.word && (nextFlags & FLAG.glued) !== 0) c.tex += 1;
      break;
    case 0x28:
      c.brackets += 1;
      break;
    case 0x5b: // [
    case 0x7b: // {
    case 0x3b: // ;
    case 0x60: // `
      c.codeSigns += 1;
      break;
    case 0x5f: // _
      c.blanks += (flag & FLAG.glued) !== 0 ? 0.5 : 0;
      break;
    case 0x22:
    case 0x201c:
    case 0x201d:
    case 0x27:
      c.quotes += 1;
      break;
    case 0x3a:
      c.colons += 1;
      break;
    case 0x25:
      c.percents += 1;
      break;
    case 0x24:
      c.dollars += 1;
      break;
    case 0x2f:
      c.slashes += 1;
      break;
    default:
      if (code >= 0x2190 && code < 0x2300) c.operators += 1;
      if ((code === 0x2d || code === 0x2022) && (flag & FLAG.lineStart) !== 0) c.listItems += 1;
      break;
  }
}

function newCounts(): Counts {
  return {
    stemWords: 0,
    optionWords: 0,
    optionTokens: 0,
    optionNumbers: 0,
    numbers: 0,
    bigNumbers: 0,
    decimals: 0,
    longest: 0,
    years: 0,
    operators: 0,
    tex: 0,
    brackets: 0,
    questions: 0,
    sentences: 0,
    lines: 0,
    listItems: 0,
    indents: 0,
    capitals: 0,
    allCapitals: 0,
    names: 0,
    letters: 0,
    longWords: 0,
    rankSum: 0,
    ranked: 0,
    rare: 0,
    veryRare: 0,
    unknown: 0,
    rarest: 0,
    distinct: 0,
    blanks: 0,
    quotes: 0,
    colons: 0,
    percents: 0,
    dollars: 0,
    slashes: 0,
    single: 0,
    wide: 0,
    codeSigns: 0,
    lastRankSum: 0,
    lastRanked: 0,
  };
}
