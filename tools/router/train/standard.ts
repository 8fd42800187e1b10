import type { Seen } from './dataset.ts';

const CLIP = 3;

export interface Standard {
  readonly means: Float32Array;
  readonly factors: Float32Array;
}

/** Mean and one over the deviation of each feature over some rows. */
export function standardOf({ raw, size }: Seen, rows: ArrayLike<number>): Standard {
  const means = new Float32Array(size);
  const factors = new Float32Array(size);
  for (let at = 0; at < size; at++) {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < rows.length; i++) {
      const x = raw[(rows[i] ?? 0) * size + at] ?? 0;
      sum += x;
      squares += x * x;
    }
    const mean = sum / rows.length;
    const deviation = Math.sqrt(Math.max(0, squares / rows.length - mean * mean));
    means[at] = mean;
    factors[at] = deviation > 1e-6 ? 1 / deviation : 0;
  }
  return { means, factors };
}

/** All rows, standardised and cut as the product does it. */
export function standardise({ raw, size }: Seen, { means, factors }: Standard): Float64Array {
  const out = new Float64Array(raw.length);
  for (let i = 0; i < raw.length; i++) {
    const at = i % size;
    const z = ((raw[i] ?? 0) - (means[at] ?? 0)) * (factors[at] ?? 0);
    out[i] = Math.max(-CLIP, Math.min(CLIP, z));
  }
  return out;
}
