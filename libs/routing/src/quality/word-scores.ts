/** What each known word says about the gain in each source. */
export interface WordScoreWeights {
  /** Per known word one number per source, in steps of `scales`. */
  readonly weights: Int8Array;
  readonly scales: Float32Array;
  /** Per known word, how rare it is. */
  readonly idf: Float32Array;
  readonly sources: number;
}

/** Makes the scorer of lists of known words (rows of the topic model): one sum per source, for texts of length one. Holds scratch space. */
export function createWordScores({
  weights,
  scales,
  idf,
  sources,
}: WordScoreWeights): (rows: Int32Array, count: number) => Float64Array {
  const sums = new Float64Array(sources);
  return (rows, count) => {
    sums.fill(0);
    let squares = 0;
    for (let at = 0; at < count; at++) {
      const row = rows[at] ?? 0;
      const rarity = idf[row] ?? 0;
      squares += rarity * rarity;
      const from = row * sources;
      for (let source = 0; source < sources; source++)
        sums[source] = (sums[source] ?? 0) + (weights[from + source] ?? 0);
    }
    const length = squares > 0 ? Math.sqrt(squares) : 1;
    for (let source = 0; source < sources; source++)
      sums[source] = ((sums[source] ?? 0) * (scales[source] ?? 0)) / length;
    return sums;
  };
}
