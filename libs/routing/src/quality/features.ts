import { DENSE_NAMES, DENSE_SIZE, type DenseScratch, denseFeatures, newDenseScratch } from './text/dense-features.ts';
import { TOKEN, type TokenList } from './text/token-list.ts';
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
  const { dimensions, vectors, ranks } = words;
  const names = [...DENSE_NAMES, ...Array.from({ length: dimensions }, (_, at) => `meaning.${at}`)];
  const values = new Float64Array(names.length);
  const dense = values.subarray(0, DENSE_SIZE);
  const meaning = values.subarray(DENSE_SIZE);
  const scratch: DenseScratch = newDenseScratch();
  const weights = Float64Array.from(ranks, (rank) => Math.exp(rank) / (Math.exp(rank) + HALF_RANK));
  let known = 0;
  return {
    names,
    size: names.length,
    read(list) {
      denseFeatures(list, words, scratch, dense);
      known = addMeaning(list, words, weights, meaning, vectors, dimensions);
      return values;
    },
    knownShare: () => known,
  };
}

/** Mean of the words' vectors into `out`. Returns the share of words that are known. */
function addMeaning(
  list: TokenList,
  words: WordTable,
  weights: Float64Array,
  out: Float64Array,
  vectors: Int8Array,
  dimensions: number,
): number {
  out.fill(0);
  let total = 1;
  let all = 0;
  let known = 0;
  for (let at = 0; at < list.count; at++) {
    const kind = list.kind[at];
    if (kind === TOKEN.wide) all += 1;
    if (kind !== TOKEN.word) continue;
    all += 1;
    const row = words.rowOf(list.hash[at] ?? 0);
    if (row < 0) continue;
    known += 1;
    const weight = weights[row] ?? 0;
    total += weight;
    const from = row * dimensions;
    for (let d = 0; d < dimensions; d++) out[d] = (out[d] ?? 0) + weight * (vectors[from + d] ?? 0);
  }
  const factor = words.scale / total;
  for (let d = 0; d < dimensions; d++) out[d] = (out[d] ?? 0) * factor;
  return all === 0 ? 0 : known / all;
}
