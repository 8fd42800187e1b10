import { countTokens, type DenseScratch } from './count-tokens.ts';
import { CUES } from './cue-words.ts';
import type { TokenList } from './token-list.ts';
import type { WordTable } from './word-table.ts';

/** Names of the features about structure, in the order of the vector. */
const STRUCTURE = [
  'characters',
  'stemWords',
  'optionWords',
  'options',
  'optionLength',
  'optionNumbers',
  'optionLengthSpread',
  'numbers',
  'numberShare',
  'bigNumbers',
  'decimals',
  'longestNumber',
  'years',
  'operators',
  'tex',
  'brackets',
  'questionMarks',
  'sentences',
  'sentenceLength',
  'lines',
  'listItems',
  'indents',
  'capitals',
  'allCapitals',
  'names',
  'wordLength',
  'longWords',
  'rank',
  'rareWords',
  'veryRareWords',
  'unknownWords',
  'rarest',
  'variety',
  'blanks',
  'quotes',
  'colons',
  'percents',
  'dollars',
  'slashes',
  'singleLetters',
  'wide',
  'codeSigns',
  'lastRank',
  'noOptions',
] as const;

export const DENSE_NAMES: readonly string[] = [...STRUCTURE, ...CUES.map((cue) => `cue.${cue}`)];
export const DENSE_SIZE = DENSE_NAMES.length;

const AT = Object.fromEntries(STRUCTURE.map((name, index) => [name, index])) as Record<
  (typeof STRUCTURE)[number],
  number
>;
const CUE_START = STRUCTURE.length;

/** Fills `out` (length {@link DENSE_SIZE}) with features of the tokens that do not depend on a topic's words. */
export function denseFeatures(list: TokenList, words: WordTable, scratch: DenseScratch, out: Float64Array): void {
  const { cues } = scratch;
  cues.fill(0);
  const c = countTokens(list, words, scratch);
  const allWords = c.stemWords + c.optionWords;
  const some = Math.max(1, allWords);
  const sentences = Math.max(1, c.sentences);
  const options = list.options;
  out.fill(0);
  out[AT.characters] = log(list.totalChars) / 4;
  out[AT.stemWords] = log(c.stemWords) / 3;
  out[AT.optionWords] = log(c.optionWords) / 3;
  out[AT.options] = options / 5;
  out[AT.optionLength] = options > 0 ? log(c.optionTokens / options) / 2 : 0;
  out[AT.optionNumbers] = options > 0 ? c.optionNumbers / Math.max(1, c.optionTokens) : 0;
  out[AT.optionLengthSpread] = options > 0 ? log(c.optionTokens) / log(list.count + 1) : 0;
  out[AT.numbers] = log(c.numbers) / 2;
  out[AT.numberShare] = c.numbers / Math.max(1, allWords + c.numbers);
  out[AT.bigNumbers] = log(c.bigNumbers);
  out[AT.decimals] = log(c.decimals);
  out[AT.longestNumber] = Math.min(c.longest, 8) / 4;
  out[AT.years] = log(c.years);
  out[AT.operators] = log(c.operators) / 2;
  out[AT.tex] = log(c.tex) / 2;
  out[AT.brackets] = log(c.brackets) / 2;
  out[AT.questionMarks] = Math.min(c.questions, 3) / 2;
  out[AT.sentences] = log(sentences) / 2;
  out[AT.sentenceLength] = log(allWords / sentences) / 2;
  out[AT.lines] = log(c.lines) / 2;
  out[AT.listItems] = log(c.listItems);
  out[AT.indents] = log(c.indents) / 2;
  out[AT.capitals] = c.capitals / some;
  out[AT.allCapitals] = log(c.allCapitals) / 2;
  out[AT.names] = log(c.names) / 2;
  out[AT.wordLength] = c.letters / some / 5;
  out[AT.longWords] = c.longWords / some;
  out[AT.rank] = c.ranked > 0 ? c.rankSum / c.ranked / 5 : 0;
  out[AT.rareWords] = c.rare / some;
  out[AT.veryRareWords] = log(c.veryRare);
  out[AT.unknownWords] = c.unknown / some;
  out[AT.rarest] = c.rarest / 8;
  out[AT.variety] = c.distinct / some;
  out[AT.blanks] = Math.min(c.blanks, 3) / 2;
  out[AT.quotes] = log(c.quotes) / 2;
  out[AT.colons] = log(c.colons) / 2;
  out[AT.percents] = log(c.percents);
  out[AT.dollars] = log(c.dollars);
  out[AT.slashes] = log(c.slashes);
  out[AT.singleLetters] = log(c.single) / 2;
  out[AT.wide] = c.wide / Math.max(1, list.count);
  out[AT.codeSigns] = log(c.codeSigns) / 2;
  out[AT.lastRank] = c.lastRanked > 0 ? c.lastRankSum / c.lastRanked / 5 : 0;
  out[AT.noOptions] = options === 0 ? 1 : 0;
  for (let cue = 0; cue < cues.length; cue++) out[CUE_START + cue] = log(cues[cue] ?? 0);
}

function log(value: number): number {
  return Math.log1p(value);
}
