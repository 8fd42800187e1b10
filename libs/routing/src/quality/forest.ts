/** Small regression trees, one after the other, in flat arrays. */
export interface ForestWeights {
  /** First node of each tree, and the end of the last. */
  readonly starts: Int32Array;
  /** Feature of an inner node; -1 = leaf. */
  readonly features: Int32Array;
  /** Inner node: go left when the feature is below. Leaf: its value. */
  readonly values: Float32Array;
  /** Left child, counted from the tree's start; the right one follows it. */
  readonly lefts: Int32Array;
}

/** Sum of the trees `from` (inclusive) to `to` (exclusive) for one prompt's standardised features. */
export function sumTrees(forest: ForestWeights, from: number, to: number, standard: Float64Array): number {
  const { starts, features, values, lefts } = forest;
  let sum = 0;
  for (let tree = from; tree < to; tree++) {
    const start = starts[tree] ?? 0;
    let node = start;
    for (let feature = features[node] ?? -1; feature >= 0; feature = features[node] ?? -1) {
      const isLeft = Math.fround(standard[feature] ?? 0) < (values[node] ?? 0);
      node = start + (lefts[node] ?? 0) + (isLeft ? 0 : 1);
    }
    sum += values[node] ?? 0;
  }
  return sum;
}
