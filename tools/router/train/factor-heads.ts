import type { Row } from './data.ts';
import { ridge } from './linear.ts';

/** Directions kept: with fewer, learning from feedback loses what tells tasks apart; more cost 200 labels more than they give. */
export const FACTORS = 12;
/** Directions of {@link topicHeads} that are worth their place in a stored reading. */
export const TOPICS = 16;
const STRENGTH = 1_000;
const SAMPLE_STEP = 3;
const POWER_STEPS = 100;

/**
 * Heads of the factors behind difficulty and need: the main directions in which the sources of the data differ in what makes a
 * prompt hard and what makes the strong model worth its price. A new pair of models is a mixture of these, which some
 * hundred labels can find. Over the rows each has mean 0 and deviation 1, and they are uncorrelated.
 */
export function factorHeads(standard: Float64Array, size: number, rows: readonly Row[]): Float64Array[] {
  const heads = sourceHeads(standard, size, rows);
  const sample = rows.map((_, at) => at).filter((at) => at % SAMPLE_STEP === 0);
  const said = sample.map((row) => heads.map((head) => dot(head, standard, row * size)));
  const means = heads.map((_, at) => said.reduce((sum, values) => sum + (values[at] ?? 0), 0) / said.length);
  const count = heads.length;
  const covariance = new Float64Array(count * count);
  for (const values of said) {
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        const product = ((values[i] ?? 0) - (means[i] ?? 0)) * ((values[j] ?? 0) - (means[j] ?? 0));
        covariance[i * count + j] = (covariance[i * count + j] ?? 0) + product / said.length;
      }
    }
  }
  return mainDirections(covariance, count, Math.min(FACTORS, count)).map(({ direction, variance }) => {
    const mixed = new Float64Array(size);
    heads.forEach((head, at) => {
      const part = (direction[at] ?? 0) / Math.sqrt(Math.max(variance, 1e-12));
      for (let j = 0; j < size; j++) mixed[j] = (mixed[j] ?? 0) + part * (head[j] ?? 0);
    });
    return mixed;
  });
}

/**
 * Heads of the main directions in which prompts differ, whatever the outcome: kinds of text and of topic. They tell apart what no source
 * of the data taught: on knowledge questions of a source left out, 200 labels found nothing without them. Mean 0, deviation 1, uncorrelated.
 */
export function topicHeads(standard: Float64Array, size: number, count: number): Float64Array[] {
  const rows = standard.length / size;
  const covariance = new Float64Array(size * size);
  let sampled = 0;
  for (let row = 0; row < rows; row += SAMPLE_STEP) {
    sampled += 1;
    for (let i = 0; i < size; i++) {
      const xi = standard[row * size + i] ?? 0;
      if (xi === 0) continue;
      for (let j = 0; j < size; j++) {
        covariance[i * size + j] = (covariance[i * size + j] ?? 0) + xi * (standard[row * size + j] ?? 0);
      }
    }
  }
  const scaled = covariance.map((x) => x / sampled);
  return mainDirections(scaled, size, count).map(({ direction, variance }) => {
    const scale = 1 / Math.sqrt(Math.max(variance, 1e-12));
    return direction.map((x) => x * scale);
  });
}

/** Two heads per source: what makes its prompts hard, and what makes its strong model needed. */
function sourceHeads(standard: Float64Array, size: number, rows: readonly Row[]): Float64Array[] {
  const sources = [...new Set(rows.map(({ source }) => source))].sort();
  return sources.flatMap((source) => {
    const weights = Float64Array.from(rows, (row) => (row.source === source ? 1 : 0));
    const targets = [
      centredTarget(rows, source, (row) => 1 - mean(Object.values(row.scores))),
      centredTarget(rows, source, (row) => row.strong_score - row.weak_score),
    ];
    return ridge(standard, size, targets, weights, STRENGTH);
  });
}

function centredTarget(rows: readonly Row[], source: string, value: (row: Row) => number): Float64Array {
  const own = rows.filter((row) => row.source === source).map(value);
  const middle = mean(own);
  return Float64Array.from(rows, (row) => (row.source === source ? value(row) - middle : 0));
}

/** Eigenvectors of a symmetric matrix, largest first, by power iteration from fixed starts. */
function mainDirections(
  matrix: Float64Array,
  n: number,
  wanted: number,
): { direction: Float64Array; variance: number }[] {
  const left = Float64Array.from(matrix);
  return Array.from({ length: wanted }, (_, index) => {
    let direction = Float64Array.from({ length: n }, (_, at) => Math.sin(7.3 * at + index + 1));
    for (let step = 0; step < POWER_STEPS; step++) direction = normalised(times(left, direction, n));
    const variance = dot(direction, times(left, direction, n), 0);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        left[i * n + j] = (left[i * n + j] ?? 0) - variance * (direction[i] ?? 0) * (direction[j] ?? 0);
      }
    }
    return { direction, variance };
  });
}

function times(matrix: Float64Array, vector: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, row) => dot(vector, matrix, row * n));
}

function normalised(vector: Float64Array): Float64Array<ArrayBuffer> {
  const length = Math.sqrt(dot(vector, vector, 0)) || 1;
  return Float64Array.from(vector, (x) => x / length);
}

function dot(vector: Float64Array, values: Float64Array, from: number): number {
  let sum = 0;
  for (let at = 0; at < vector.length; at++) sum += (vector[at] ?? 0) * (values[from + at] ?? 0);
  return sum;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}
