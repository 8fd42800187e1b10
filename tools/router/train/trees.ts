import type { ForestWeights } from '../../../libs/routing/src/quality/forest.ts';

export interface ForestOptions {
  readonly trees: number;
  readonly leaves: number;
  readonly rate: number;
  readonly minRows: number;
  /** Rows added to each leaf with value zero: shrinks small leaves. */
  readonly ridge: number;
}

const BINS = 24;

/** Gradient boosting for the squared error on rows of standardised features. Deterministic: no sampling. */
export function boost(
  standard: Float64Array,
  size: number,
  rows: Int32Array,
  targets: Float64Array,
  options: ForestOptions,
): ForestWeights {
  const edges = edgesOf(standard, size, rows);
  const bins = binsOf(standard, size, rows, edges);
  let mean = 0;
  for (const row of rows) mean += (targets[row] ?? 0) / rows.length;
  const residuals = Float64Array.from(rows, (row) => (targets[row] ?? 0) - mean);
  const starts = [0];
  const features: number[] = [];
  const values: number[] = [];
  const lefts: number[] = [];
  for (let tree = 0; tree < options.trees; tree++) {
    growTree(bins, edges, size, residuals, options, { features, values, lefts });
    starts.push(features.length);
  }
  return {
    starts: Int32Array.from(starts),
    features: Int32Array.from(features),
    values: Float32Array.from(values),
    lefts: Int32Array.from(lefts),
  };
}

interface Nodes {
  readonly features: number[];
  readonly values: number[];
  readonly lefts: number[];
}

interface Leaf {
  readonly node: number;
  readonly members: Int32Array;
  readonly sum: number;
  readonly split: Split | null;
}

interface Split {
  readonly feature: number;
  readonly bin: number;
  readonly profit: number;
}

function growTree(
  bins: Uint8Array,
  edges: Float64Array,
  size: number,
  residuals: Float64Array,
  options: ForestOptions,
  nodes: Nodes,
): void {
  const start = nodes.features.length;
  const push = (): number => {
    nodes.features.push(-1);
    nodes.values.push(0);
    nodes.lefts.push(0);
    return nodes.features.length - 1;
  };
  const leafOf = (node: number, members: Int32Array): Leaf => {
    let sum = 0;
    for (const i of members) sum += residuals[i] ?? 0;
    return { node, members, sum, split: bestSplit(bins, size, residuals, members, sum, options) };
  };
  const leaves = [leafOf(push(), Int32Array.from(residuals.keys()))];
  while (leaves.length < options.leaves) {
    let best = -1;
    leaves.forEach((leaf, at) => {
      if (leaf.split !== null && (best < 0 || leaf.split.profit > (leaves[best]?.split?.profit ?? 0))) best = at;
    });
    const chosen = leaves[best];
    if (chosen === undefined || chosen.split === null) break;
    const { feature, bin } = chosen.split;
    const left = chosen.members.filter((i) => (bins[i * size + feature] ?? 0) <= bin);
    const right = chosen.members.filter((i) => (bins[i * size + feature] ?? 0) > bin);
    const leftNode = push();
    const rightNode = push();
    nodes.features[chosen.node] = feature;
    nodes.values[chosen.node] = edges[feature * BINS + bin] ?? 0;
    nodes.lefts[chosen.node] = leftNode - start;
    leaves.splice(best, 1, leafOf(leftNode, left), leafOf(rightNode, right));
  }
  for (const leaf of leaves) {
    const value = (options.rate * leaf.sum) / (leaf.members.length + options.ridge);
    nodes.values[leaf.node] = value;
    for (const i of leaf.members) residuals[i] = (residuals[i] ?? 0) - value;
  }
}

function bestSplit(
  bins: Uint8Array,
  size: number,
  residuals: Float64Array,
  members: Int32Array,
  sum: number,
  { minRows, ridge }: ForestOptions,
): Split | null {
  if (members.length < 2 * minRows) return null;
  const sums = new Float64Array(size * BINS);
  const counts = new Int32Array(size * BINS);
  for (const i of members) {
    const residual = residuals[i] ?? 0;
    const from = i * size;
    for (let feature = 0; feature < size; feature++) {
      const slot = feature * BINS + (bins[from + feature] ?? 0);
      sums[slot] = (sums[slot] ?? 0) + residual;
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
  }
  const base = (sum * sum) / (members.length + ridge);
  let best: Split | null = null;
  for (let feature = 0; feature < size; feature++) {
    let leftSum = 0;
    let left = 0;
    for (let bin = 0; bin < BINS - 1; bin++) {
      const slot = feature * BINS + bin;
      if ((counts[slot] ?? 0) === 0) continue;
      leftSum += sums[slot] ?? 0;
      left += counts[slot] ?? 0;
      const right = members.length - left;
      if (left < minRows) continue;
      if (right < minRows) break;
      const rightSum = sum - leftSum;
      const profit = (leftSum * leftSum) / (left + ridge) + (rightSum * rightSum) / (right + ridge) - base;
      if (profit > (best?.profit ?? 1e-9)) best = { feature, bin, profit };
    }
  }
  return best;
}

/** Upper edges of bins of about equal numbers of rows; a value equal to an edge lies above it. */
function edgesOf(standard: Float64Array, size: number, rows: Int32Array): Float64Array {
  const edges = new Float64Array(size * BINS).fill(Number.POSITIVE_INFINITY);
  for (let feature = 0; feature < size; feature++) {
    const sorted = Float64Array.from(rows, (row) => Math.fround(standard[row * size + feature] ?? 0)).sort();
    let last = Number.NaN;
    let bin = 0;
    for (let q = 1; q < BINS; q++) {
      const edge = sorted[Math.floor((q * sorted.length) / BINS)] ?? 0;
      if (edge === last || edge === sorted[0]) continue;
      edges[feature * BINS + bin] = edge;
      last = edge;
      bin += 1;
    }
  }
  return edges;
}

function binsOf(standard: Float64Array, size: number, rows: Int32Array, edges: Float64Array): Uint8Array {
  const bins = new Uint8Array(rows.length * size);
  rows.forEach((row, i) => {
    for (let feature = 0; feature < size; feature++) {
      const x = Math.fround(standard[row * size + feature] ?? 0);
      let bin = 0;
      while (x >= (edges[feature * BINS + bin] ?? Number.POSITIVE_INFINITY)) bin += 1;
      bins[i * size + feature] = bin;
    }
  });
  return bins;
}
