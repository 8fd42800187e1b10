/** Solves (A + ridge·I) x = b for symmetric positive A by Cholesky; A is row-major n×n and is destroyed. Several right-hand sides. */
export function solve(matrix: Float64Array, n: number, ridge: number, rights: Float64Array[]): Float64Array[] {
  for (let i = 0; i < n; i++) matrix[i * n + i] = (matrix[i * n + i] ?? 0) + ridge;
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = matrix[i * n + j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (matrix[i * n + k] ?? 0) * (matrix[j * n + k] ?? 0);
      matrix[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-9)) : sum / (matrix[j * n + j] ?? 1);
    }
  }
  return rights.map((right) => {
    const x = Float64Array.from(right);
    for (let i = 0; i < n; i++) {
      let sum = x[i] ?? 0;
      for (let k = 0; k < i; k++) sum -= (matrix[i * n + k] ?? 0) * (x[k] ?? 0);
      x[i] = sum / (matrix[i * n + i] ?? 1);
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = x[i] ?? 0;
      for (let k = i + 1; k < n; k++) sum -= (matrix[k * n + i] ?? 0) * (x[k] ?? 0);
      x[i] = sum / (matrix[i * n + i] ?? 1);
    }
    return x;
  });
}

/** Ridge regression of several targets on rows of `features` (row-major, `size` wide, standardised). NaN targets are left out. */
export function ridge(
  features: Float64Array,
  size: number,
  targets: readonly Float64Array[],
  weights: Float64Array,
  strength: number,
): Float64Array[] {
  return targets.map((target) => {
    const gram = new Float64Array(size * size);
    const right = new Float64Array(size);
    for (let row = 0; row < target.length; row++) {
      const y = target[row] ?? Number.NaN;
      const w = weights[row] ?? 0;
      if (Number.isNaN(y) || w === 0) continue;
      const from = row * size;
      for (let i = 0; i < size; i++) {
        const xi = (features[from + i] ?? 0) * w;
        if (xi === 0) continue;
        right[i] = (right[i] ?? 0) + xi * y;
        for (let j = 0; j <= i; j++) gram[i * size + j] = (gram[i * size + j] ?? 0) + xi * (features[from + j] ?? 0);
      }
    }
    return solve(gram, size, strength, [right])[0] ?? right;
  });
}

const PLATT_STEPS = 100;
const MAX_STEP = 1;
const WEAK_PRIOR = 1e-3;

/** Slope and offset of a logistic curve from scores to labels (0 to 1), by Newton's method with bounded steps. */
export function platt(scores: ArrayLike<number>, labels: ArrayLike<number>): { slope: number; offset: number } {
  const count = Math.max(1, scores.length);
  let mean = 0;
  for (let i = 0; i < scores.length; i++) mean += (scores[i] ?? 0) / count;
  let variance = 0;
  for (let i = 0; i < scores.length; i++) variance += ((scores[i] ?? 0) - mean) ** 2 / count;
  const unit = Math.sqrt(variance) || 1;
  let slope = 0;
  let offset = 0;
  for (let step = 0; step < PLATT_STEPS; step++) {
    let g0 = 0;
    let g1 = WEAK_PRIOR * slope;
    let h00 = WEAK_PRIOR;
    let h01 = 0;
    let h11 = WEAK_PRIOR;
    for (let i = 0; i < scores.length; i++) {
      const x = ((scores[i] ?? 0) - mean) / unit;
      const p = 1 / (1 + Math.exp(-(slope * x + offset)));
      const error = p - (labels[i] ?? 0);
      const w = p * (1 - p);
      g0 += error;
      g1 += error * x;
      h00 += w;
      h01 += w * x;
      h11 += w * x * x;
    }
    const det = h00 * h11 - h01 * h01;
    offset -= bounded((h11 * g0 - h01 * g1) / det);
    slope -= bounded((h00 * g1 - h01 * g0) / det);
  }
  return { slope: slope / unit, offset: offset - (slope * mean) / unit };
}

function bounded(step: number): number {
  return Math.max(-MAX_STEP, Math.min(MAX_STEP, step));
}

/** Ridge regression of several targets on the same rows of `features` (row-major, `size` wide). */
export function ridgeAll(
  features: Float64Array,
  size: number,
  rows: Int32Array,
  targets: readonly Float64Array[],
  strength: number,
): Float64Array[] {
  const gram = new Float64Array(size * size);
  const rights = targets.map(() => new Float64Array(size));
  for (const row of rows) {
    const from = row * size;
    for (let i = 0; i < size; i++) {
      const x = features[from + i] ?? 0;
      if (x === 0) continue;
      for (let t = 0; t < targets.length; t++) {
        const right = rights[t];
        if (right !== undefined) right[i] = (right[i] ?? 0) + x * (targets[t]?.[row] ?? 0);
      }
      for (let j = 0; j <= i; j++) gram[i * size + j] = (gram[i * size + j] ?? 0) + x * (features[from + j] ?? 0);
    }
  }
  return solve(gram, size, strength, rights);
}
