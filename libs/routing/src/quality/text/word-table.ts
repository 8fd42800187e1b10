/** Known words: how rare each is, and where its meaning lies. Found by hash. */
export interface WordTable {
  /** Numbers of the vector of a word. */
  readonly dimensions: number;
  /** Natural logarithm of the word's place by frequency; -1 = unknown word. */
  rankOf(hash: number): number;
  /** Row of the word in the vectors; -1 = unknown word. */
  rowOf(hash: number): number;
  /** All vectors, one after the other, in steps of `scale`. */
  readonly vectors: Int8Array;
  readonly scale: number;
  /** Rank of each row, as {@link rankOf}. */
  readonly ranks: Float32Array;
}

/** Builds the table over words in the order of their frequency. Of two words with one hash the more frequent stays. */
export function createWordTable(
  hashes: Int32Array,
  ranks: Float32Array,
  vectors: Int8Array,
  dimensions: number,
  scale: number,
): WordTable {
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, hashes.length * 2)));
  const mask = size - 1;
  const rows = new Int32Array(size).fill(-1);
  const keys = new Int32Array(size);
  hashes.forEach((hash, row) => {
    let slot = (hash ^ (hash >>> 15)) & mask;
    while ((rows[slot] ?? -1) >= 0 && keys[slot] !== hash) slot = (slot + 1) & mask;
    if ((rows[slot] ?? -1) >= 0) return;
    keys[slot] = hash;
    rows[slot] = row;
  });
  const rowOf = (hash: number): number => {
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let row = rows[slot] ?? -1; row >= 0; row = rows[slot] ?? -1) {
      if (keys[slot] === hash) return row;
      slot = (slot + 1) & mask;
    }
    return -1;
  };
  return {
    dimensions,
    vectors,
    scale,
    ranks,
    rowOf,
    rankOf: (hash) => {
      const row = rowOf(hash);
      return row < 0 ? -1 : (ranks[row] ?? -1);
    },
  };
}
