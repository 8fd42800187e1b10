/** A label to learn from. */
export interface Example {
  readonly features: Float64Array;
  /** What the outcome was above what had been expected, -1 to 1. */
  readonly surprise: number;
  /** How much it counts, above 0 to 1. */
  readonly weight: number;
}

/** Posterior of a linear correction `surprise = weights · features + noise`. */
export interface Posterior {
  readonly mean: Float64Array;
  /** Logarithm of the evidence, up to a constant that all priors share. */
  readonly evidence: number;
  /** Standard deviation of the correction (without the noise of single outcomes). */
  deviation(features: Float64Array): number;
}

/** Variance of what is learned from, around its expectation. */
export const NOISE = {
  /** One outcome: that of a coin between 0.15 and 0.5. */
  outcome: 0.2,
  /** The difference of two models' outcomes on one prompt; less than twice the above, for they fail together. */
  difference: 0.3,
} as const;

/** All that a regression needs of its examples, whatever the prior. */
export interface Sums {
  readonly size: number;
  /** Lower triangle of the products of features, row-major. */
  readonly products: Float64Array;
  readonly right: Float64Array;
  readonly squares: number;
}

/** Adds examples up: the one step whose time grows with them. */
export function sumsOf(examples: readonly Example[], size: number): Sums {
  const products = new Float64Array(size * size);
  const right = new Float64Array(size);
  let squares = 0;
  for (const { features, surprise, weight } of examples) {
    squares += weight * surprise * surprise;
    for (let i = 0; i < size; i++) {
      const scaled = weight * (features[i] ?? 0);
      if (scaled === 0) continue;
      right[i] = (right[i] ?? 0) + scaled * surprise;
      for (let j = 0; j <= i; j++) products[i * size + j] = (products[i * size + j] ?? 0) + scaled * (features[j] ?? 0);
    }
  }
  return { size, products, right, squares };
}

/**
 * Bayesian linear regression with known noise. `precision` holds, per feature, the prior's precision in units of the noise: the correction
 * is 0 with variance `noise / precision` before anything was seen. A linear correction in probability has a closed form (no steps that may not converge)
 * and is exact about its own uncertainty; the caller cuts the result to 0..1.
 */
export function posteriorOf(
  { size, products, right, squares }: Sums,
  precision: Float64Array,
  noise: number,
): Posterior {
  const matrix = Float64Array.from(products);
  for (let i = 0; i < size; i++) matrix[i * size + i] = (matrix[i * size + i] ?? 0) + (precision[i] ?? 1);
  const factor = cholesky(matrix, size);
  const half = forward(factor, right);
  const mean = backward(factor, half);
  let logRatio = 0;
  for (let i = 0; i < size; i++) {
    logRatio += 2 * Math.log(factor[i * size + i] ?? 1) - Math.log(precision[i] ?? 1);
  }
  const explained = half.reduce((sum, x) => sum + x * x, 0);
  return {
    mean,
    evidence: -0.5 * (logRatio + (squares - explained) / noise),
    deviation: (features) => {
      const spread = forward(factor, features).reduce((sum, x) => sum + x * x, 0);
      return Math.sqrt(noise * spread);
    },
  };
}

/** Lower triangle L with L·Lᵀ = matrix; row-major. The matrix is positive because every prior has a precision above 0. */
function cholesky(matrix: Float64Array, size: number): Float64Array {
  const out = Float64Array.from(matrix);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = out[i * size + j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (out[i * size + k] ?? 0) * (out[j * size + k] ?? 0);
      out[i * size + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (out[j * size + j] ?? 1);
    }
  }
  return out;
}

/** Solves L·x = right. */
function forward(factor: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const out = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = right[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= (factor[i * size + k] ?? 0) * (out[k] ?? 0);
    out[i] = sum / (factor[i * size + i] ?? 1);
  }
  return out;
}

/** Solves Lᵀ·x = right. */
function backward(factor: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const out = new Float64Array(size);
  for (let i = size - 1; i >= 0; i--) {
    let sum = right[i] ?? 0;
    for (let k = i + 1; k < size; k++) sum -= (factor[k * size + i] ?? 0) * (out[k] ?? 0);
    out[i] = sum / (factor[i * size + i] ?? 1);
  }
  return out;
}
