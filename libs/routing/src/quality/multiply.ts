/** Rows that are multiplied in one go: each number of the vector is read once for all of them. */
const STRIDE = 4;

/**
 * out[row] = the row of the matrix (row-major, `width` wide, as many rows as `out` is long) times the vector's first `width` numbers,
 * plus what `out` held before.
 */
export function addProduct(matrix: Float32Array, width: number, vector: Float64Array, out: Float64Array): void {
  const rows = out.length;
  const whole = rows - (rows % STRIDE);
  for (let row = 0; row < whole; row += STRIDE) {
    const at0 = row * width;
    const at1 = at0 + width;
    const at2 = at1 + width;
    const at3 = at2 + width;
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    for (let at = 0; at < width; at++) {
      const x = vector[at] ?? 0;
      sum0 += (matrix[at0 + at] ?? 0) * x;
      sum1 += (matrix[at1 + at] ?? 0) * x;
      sum2 += (matrix[at2 + at] ?? 0) * x;
      sum3 += (matrix[at3 + at] ?? 0) * x;
    }
    out[row] = (out[row] ?? 0) + sum0;
    out[row + 1] = (out[row + 1] ?? 0) + sum1;
    out[row + 2] = (out[row + 2] ?? 0) + sum2;
    out[row + 3] = (out[row + 3] ?? 0) + sum3;
  }
  for (let row = whole; row < rows; row++) {
    let sum = 0;
    for (let at = 0; at < width; at++) sum += (matrix[row * width + at] ?? 0) * (vector[at] ?? 0);
    out[row] = (out[row] ?? 0) + sum;
  }
}
