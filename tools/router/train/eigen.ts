const SWEEPS = 60;
const SMALL = 1e-24;

/** Eigenvectors of a symmetric matrix (row-major n x n), those of the largest eigenvalues first, by Jacobi rotations. Signs are fixed: the largest number is positive. */
export function eigenvectors(matrix: Float64Array, n: number): Float64Array[] {
  const a = Float64Array.from(matrix);
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < SWEEPS && offDiagonal(a, n) > SMALL; sweep++) {
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
  }
  return Array.from({ length: n }, (_, at) => at)
    .sort((one, other) => (a[other * n + other] ?? 0) - (a[one * n + one] ?? 0) || one - other)
    .map((column) => signed(Float64Array.from({ length: n }, (_, row) => v[row * n + column] ?? 0)));
}

function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q] ?? 0;
  if (apq === 0) return;
  const theta = ((a[q * n + q] ?? 0) - (a[p * n + p] ?? 0)) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) turn(a, k * n + p, k * n + q, c, s);
  for (let k = 0; k < n; k++) turn(a, p * n + k, q * n + k, c, s);
  for (let k = 0; k < n; k++) turn(v, k * n + p, k * n + q, c, s);
}

function turn(values: Float64Array, one: number, other: number, c: number, s: number): void {
  const x = values[one] ?? 0;
  const y = values[other] ?? 0;
  values[one] = c * x - s * y;
  values[other] = s * x + c * y;
}

function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) sum += (a[i * n + j] ?? 0) ** 2;
  return sum;
}

function signed(vector: Float64Array): Float64Array {
  const top = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
  return top < 0 ? vector.map((x) => -x) : vector;
}
