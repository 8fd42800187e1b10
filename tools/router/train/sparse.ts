/** Ridge regression on sparse text features and dense ones together, solved by conjugate gradients. */
export interface SparseRows {
  /** Per row: ids of its words and pairs, and their weights (rows have length one). */
  readonly ids: readonly Int32Array[];
  readonly weights: readonly Float32Array[];
  readonly width: number;
}

const STEPS = 60;

/**
 * Weights of the sparse features and of the dense ones (row-major, `size` wide, times `denseScale`) for targets of some rows.
 * Targets are centred by the caller.
 */
export function sparseRidge(
  sparse: SparseRows,
  dense: Float64Array,
  size: number,
  denseScale: number,
  rows: Int32Array,
  targets: Float64Array,
  strength: number,
): { sparse: Float64Array; dense: Float64Array } {
  const width = sparse.width + size;
  const forward = (w: Float64Array, out: Float64Array): void => {
    rows.forEach((row, i) => {
      const ids = sparse.ids[row] ?? new Int32Array(0);
      const values = sparse.weights[row] ?? new Float32Array(0);
      let sum = 0;
      for (let k = 0; k < ids.length; k++) sum += (values[k] ?? 0) * (w[ids[k] ?? 0] ?? 0);
      const from = row * size;
      let linear = 0;
      for (let k = 0; k < size; k++) linear += (dense[from + k] ?? 0) * (w[sparse.width + k] ?? 0);
      out[i] = sum + linear * denseScale;
    });
  };
  const backward = (residual: Float64Array, out: Float64Array): void => {
    out.fill(0);
    rows.forEach((row, i) => {
      const r = residual[i] ?? 0;
      const ids = sparse.ids[row] ?? new Int32Array(0);
      const values = sparse.weights[row] ?? new Float32Array(0);
      for (let k = 0; k < ids.length; k++) {
        const id = ids[k] ?? 0;
        out[id] = (out[id] ?? 0) + (values[k] ?? 0) * r;
      }
      const from = row * size;
      const scaled = r * denseScale;
      for (let k = 0; k < size; k++)
        out[sparse.width + k] = (out[sparse.width + k] ?? 0) + (dense[from + k] ?? 0) * scaled;
    });
  };
  const x = new Float64Array(width);
  const r = new Float64Array(width);
  backward(
    Float64Array.from(rows, (row) => targets[row] ?? 0),
    r,
  );
  const p = Float64Array.from(r);
  const ap = new Float64Array(width);
  const middle = new Float64Array(rows.length);
  let rr = dot(r, r);
  const stop = rr * 1e-8;
  for (let step = 0; step < STEPS && rr > stop; step++) {
    forward(p, middle);
    backward(middle, ap);
    for (let i = 0; i < width; i++) ap[i] = (ap[i] ?? 0) + strength * (p[i] ?? 0);
    const alpha = rr / dot(p, ap);
    for (let i = 0; i < width; i++) {
      x[i] = (x[i] ?? 0) + alpha * (p[i] ?? 0);
      r[i] = (r[i] ?? 0) - alpha * (ap[i] ?? 0);
    }
    const next = dot(r, r);
    const beta = next / rr;
    rr = next;
    for (let i = 0; i < width; i++) p[i] = (r[i] ?? 0) + beta * (p[i] ?? 0);
  }
  return { sparse: x.slice(0, sparse.width), dense: x.slice(sparse.width).map((w) => w * denseScale) };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
