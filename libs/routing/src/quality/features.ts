import { type DenseScratch, newDenseScratch } from './text/count-tokens.ts';
import { DENSE_NAMES, DENSE_SIZE, denseFeatures } from './text/dense-features.ts';
import { FLAG, MAX_CHARS, TOKEN, type TokenList } from './text/token-list.ts';
import type { WordTable } from './text/word-table.ts';

/** How much rarer words weigh more in the mean of the vectors: a word at this place by frequency weighs half. */
const HALF_RANK = 2_000;

/** Turns tokens into the numbers that the model reads. Holds scratch space: one per model, not shared between threads. */
export interface FeatureReader {
  readonly names: readonly string[];
  readonly size: number;
  /** Fills {@link values}; valid until the next call. */
  read(list: TokenList): Float64Array;
  /** Share of the words of the prompt read last that are known, 0 to 1; 0 when it has no words. */
  knownShare(): number;
}

/** A reader over known words: hand-made features, then the mean of the vectors of the words. */
export function createFeatureReader(words: WordTable): FeatureReader {
  const { dimensions, ranks } = words;
  const names = [...DENSE_NAMES, ...Array.from({ length: dimensions }, (_, at) => `meaning.${at}`)];
  const values = new Float64Array(names.length);
  const dense = values.subarray(0, DENSE_SIZE);
  const meaning = values.subarray(DENSE_SIZE);
  const scratch: DenseScratch = newDenseScratch();
  const weights = Float64Array.from(ranks, (rank) => Math.exp(rank) / (Math.exp(rank) + HALF_RANK));
  const found: FoundWords = { rows: new Int32Array(MAX_CHARS + STRIDE), weights: new Float64Array(MAX_CHARS + STRIDE) };
  let known = 0;
  return {
    names,
    size: names.length,
    read(list) {
      denseFeatures(list, words, scratch, dense);
      known = addMeaning(list, words, weights, found, meaning);
      return values;
    },
    knownShare: () => known,
  };
}

const SHORT = 2;
const GLUED_WEIGHT = 0.3;

/** Words whose vectors are added in one go: less than half the time of one after the other. */
const STRIDE = 4;

/** Rows and weights of the known words of a prompt. */
interface FoundWords {
  readonly rows: Int32Array;
  readonly weights: Float64Array;
}

/** Mean of the words' vectors into `out`. Returns the share of words that are known. */
function addMeaning(
  list: TokenList,
  words: WordTable,
  weights: Float64Array,
  found: FoundWords,
  out: Float64Array,
): number {
  let total = 1;
  let all = 0;
  let known = 0;
  for (let at = 0; at < list.count; at++) {
    const kind = list.kind[at];
    if (kind === TOKEN.wide) all += 1;
    if (kind !== TOKEN.word) continue;
    const row = words.rowOf(list.hash[at] ?? 0);
    if (row < 0) {
      all += unknownWeight(list.size[at] ?? 0, list.flags[at] ?? 0);
      continue;
    }
    all += 1;
    const weight = weights[row] ?? 0;
    found.rows[known] = row;
    found.weights[known] = weight;
    total += weight;
    known += 1;
  }
  // Words of no weight behind the last one, so that it can be read in whole strides.
  found.rows.fill(0, known, known + STRIDE);
  found.weights.fill(0, known, known + STRIDE);
  sumVectors(words, found, known, out);
  const factor = words.scale / total;
  for (let d = 0; d < out.length; d++) out[d] = (out[d] ?? 0) * factor;
  return all === 0 ? 0 : known / all;
}

/** How much an unknown word tells against knowing the text: symbols and abbreviations nothing, parts of formulas and programs a little. */
function unknownWeight(size: number, flags: number): number {
  if (size <= SHORT) return 0;
  return (flags & FLAG.glued) !== 0 ? GLUED_WEIGHT : 1;
}

function sumVectors({ vectors, dimensions }: WordTable, found: FoundWords, count: number, out: Float64Array): void {
  const { rows, weights } = found;
  out.fill(0);
  for (let at = 0; at < count; at += STRIDE) {
    const w0 = weights[at] ?? 0;
    const w1 = weights[at + 1] ?? 0;
    const w2 = weights[at + 2] ?? 0;
    const w3 = weights[at + 3] ?? 0;
    const from0 = (rows[at] ?? 0) * dimensions;
    const from1 = (rows[at + 1] ?? 0) * dimensions;
    const from2 = (rows[at + 2] ?? 0) * dimensions;
    const from3 = (rows[at + 3] ?? 0) * dimensions;
    for (let d = 0; d < dimensions; d++) {
      out[d] =
        (out[d] ?? 0) +
        w0 * (vectors[from0 + d] ?? 0) +
        w1 * (vectors[from1 + d] ?? 0) +
        w2 * (vectors[from2 + d] ?? 0) +
        w3 * (vectors[from3 + d] ?? 0);
    }
  }
}
