import type { ReadoutWeights } from '../../../libs/routing/src/quality/readout.ts';
import type { WordScoreWeights } from '../../../libs/routing/src/quality/word-scores.ts';
import type { Seen } from './dataset.ts';
import type { SparseRows } from './sparse.ts';

/** Texts as weighted words: rare words weigh more, and each text has length one. */
export function sparseRows(seen: Seen, rows: Int32Array, hashes: Int32Array): { rows: SparseRows; idf: Float64Array } {
  const idOf = new Map(Array.from(hashes, (hash, id) => [hash, id]));
  const known = seen.ngrams.map((all) => Int32Array.from([...all].flatMap((hash) => idOf.get(hash) ?? [])));
  const frequency = new Float64Array(hashes.length);
  for (const row of rows) for (const id of known[row] ?? []) frequency[id] = (frequency[id] ?? 0) + 1;
  const idf = frequency.map((count) => Math.log((rows.length + 1) / (count + 1)) + 1);
  const weights = known.map((ids) => {
    let squares = 0;
    for (const id of ids) squares += (idf[id] ?? 0) ** 2;
    const length = Math.sqrt(squares) || 1;
    return Float32Array.from(ids, (id) => (idf[id] ?? 0) / length);
  });
  return { rows: { ids: known, weights, width: hashes.length }, idf };
}

/** Words' weights as bytes, times the words' rarity. */
export function packWords(weights: readonly Float64Array[], idf: Float64Array): WordScoreWeights {
  const sources = weights.length;
  const scales = Float32Array.from(
    weights,
    (own) => own.reduce((top, w, id) => Math.max(top, Math.abs(w * (idf[id] ?? 0))), 1e-9) / 127,
  );
  const packed = new Int8Array(idf.length * sources);
  weights.forEach((own, source) => {
    own.forEach((w, id) => {
      packed[id * sources + source] = Math.round((w * (idf[id] ?? 0)) / (scales[source] ?? 1));
    });
  });
  return { weights: packed, scales, idf: Float32Array.from(idf), sources };
}

/** The trees of all sources in one list of nodes. */
export function joinForests(
  forests: readonly ReadoutWeights['forest'][],
): Pick<ReadoutWeights, 'forest' | 'forestStarts'> {
  const starts = [0];
  const forestStarts = [0];
  const all = { features: [] as number[], values: [] as number[], lefts: [] as number[] };
  for (const forest of forests) {
    const base = all.features.length;
    forest.starts.slice(1).forEach((start) => {
      starts.push(base + start);
    });
    all.features.push(...forest.features);
    all.values.push(...forest.values);
    all.lefts.push(...forest.lefts);
    forestStarts.push(starts.length - 1);
  }
  return {
    forest: {
      starts: Int32Array.from(starts),
      features: Int32Array.from(all.features),
      values: Float32Array.from(all.values),
      lefts: Int32Array.from(all.lefts),
    },
    forestStarts: Int32Array.from(forestStarts),
  };
}
