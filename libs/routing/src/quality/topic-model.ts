import { addProduct } from './multiply.ts';
import type { NgramList } from './text/ngrams.ts';
import { MAX_CHARS } from './text/token-list.ts';

const MAX_NGRAMS = MAX_CHARS + 1;

/** Subjects and tasks that the weights were learned from, and what tells them apart. */
export interface TopicWeights {
  /** Hashes of the known words. */
  readonly ngramHashes: Int32Array;
  /** Per known word, one log-ratio per topic in steps of `ngramScale`. */
  readonly ngramRatios: Int8Array;
  readonly ngramScale: number;
  /** Per topic, one number per feature: a linear discriminant; and its constant. */
  readonly discriminants: Float32Array;
  readonly constants: Float32Array;
  readonly priors: Float32Array;
  readonly topics: number;
}

/** Probabilities of the topics of one prompt, valid until the next call. */
export interface TopicReading {
  /** From words of words. */
  readonly byWords: Float64Array;
  /** From the features (shape and meaning). */
  readonly byFeatures: Float64Array;
  /** Share of the prompt's words that are known. */
  known: number;
  /** Rows of the known words, and how many there are. */
  readonly rows: Int32Array;
  count: number;
}

/** Tells how likely a prompt is of each topic, in two ways. Holds scratch space. */
export function createTopicModel(weights: TopicWeights): (ngrams: NgramList, standard: Float64Array) => TopicReading {
  const { topics, ngramHashes, ngramRatios, ngramScale, discriminants, constants, priors } = weights;
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, ngramHashes.length * 3)));
  const mask = size - 1;
  const rows = new Int32Array(size).fill(-1);
  const keys = new Int32Array(size);
  ngramHashes.forEach((hash, row) => {
    let slot = hash & mask;
    while ((rows[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
    rows[slot] = row;
    keys[slot] = hash;
  });
  const sums = new Int32Array(topics);
  const reading: TopicReading = {
    byWords: new Float64Array(topics),
    byFeatures: new Float64Array(topics),
    known: 0,
    rows: new Int32Array(MAX_NGRAMS),
    count: 0,
  };
  return (ngrams, standard) => {
    let known = 0;
    for (let at = 0; at < ngrams.count; at++) {
      const hash = ngrams.hashes[at] ?? 0;
      let slot = hash & mask;
      let row = rows[slot] ?? -1;
      while (row >= 0 && keys[slot] !== hash) {
        slot = (slot + 1) & mask;
        row = rows[slot] ?? -1;
      }
      if (row < 0) continue;
      reading.rows[known] = row;
      known += 1;
    }
    reading.count = known;
    reading.known = ngrams.count === 0 ? 0 : known / ngrams.count;
    sumRows(ngramRatios, topics, reading.rows, known, sums);
    const { byWords, byFeatures } = reading;
    for (let topic = 0; topic < topics; topic++) {
      byWords[topic] = (sums[topic] ?? 0) * ngramScale + (priors[topic] ?? 0);
      byFeatures[topic] = constants[topic] ?? 0;
    }
    addProduct(discriminants, standard.length, standard, byFeatures);
    softmax(byWords);
    softmax(byFeatures);
    return reading;
  };
}

/** Sums of the columns over some rows, four rows in one go. */
function sumRows(matrix: Int8Array, width: number, rows: Int32Array, count: number, sums: Int32Array): void {
  sums.fill(0);
  let at = 0;
  for (; at + 3 < count; at += 4) {
    const from0 = (rows[at] ?? 0) * width;
    const from1 = (rows[at + 1] ?? 0) * width;
    const from2 = (rows[at + 2] ?? 0) * width;
    const from3 = (rows[at + 3] ?? 0) * width;
    for (let column = 0; column < width; column++) {
      const sum =
        (matrix[from0 + column] ?? 0) +
        (matrix[from1 + column] ?? 0) +
        (matrix[from2 + column] ?? 0) +
        (matrix[from3 + column] ?? 0);
      sums[column] = (sums[column] ?? 0) + sum;
    }
  }
  for (; at < count; at++) {
    const from = (rows[at] ?? 0) * width;
    for (let column = 0; column < width; column++) sums[column] = (sums[column] ?? 0) + (matrix[from + column] ?? 0);
  }
}

function softmax(values: Float64Array): void {
  let top = Number.NEGATIVE_INFINITY;
  for (const value of values) if (value > top) top = value;
  let total = 0;
  for (let at = 0; at < values.length; at++) {
    const value = Math.exp((values[at] ?? 0) - top);
    values[at] = value;
    total += value;
  }
  for (let at = 0; at < values.length; at++) values[at] = (values[at] ?? 0) / total;
}
