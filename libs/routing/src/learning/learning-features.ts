import { type StoredReading, TASK_TYPES } from '../quality/quality-model.ts';

/** A reading far outside what was seen must not pull a line with it. */
const CLIP = 3;
/** Below this many readings their spread says little. */
const ENOUGH = 20;
const LEAST_SPREAD = 1e-3;

/** Turns readings into what lessons are learned in: a constant, the factors of the reading in units of their spread, the kind of task. */
export type FeatureMaker = (reading: Pick<StoredReading, 'vector' | 'task'>) => Float64Array;

/**
 * The factors come in units of their own (logits, shares), and the prior holds all of them with one strength: so each is centred and divided by
 * its spread over the organization's labelled prompts. With few labels the spread counts as at least 1 until there are enough of them.
 */
export function featureMaker(readings: readonly Pick<StoredReading, 'vector'>[]): FeatureMaker {
  const size = readings[0]?.vector.length ?? 0;
  const means = new Float64Array(size);
  const factors = new Float64Array(size).fill(1);
  const count = readings.length;
  for (let at = 0; at < size; at++) {
    let sum = 0;
    let squares = 0;
    for (const { vector } of readings) {
      const value = vector[at] ?? 0;
      sum += value;
      squares += value * value;
    }
    const mean = sum / count;
    const spread = Math.sqrt(Math.max(0, squares / count - mean * mean));
    means[at] = mean;
    factors[at] = 1 / Math.max(spread, count < ENOUGH ? 1 : LEAST_SPREAD);
  }
  return ({ vector, task }) => {
    const features = new Float64Array(1 + size + TASK_TYPES.length);
    features[0] = 1;
    for (let at = 0; at < size; at++) {
      const value = ((vector[at] ?? 0) - (means[at] ?? 0)) * (factors[at] ?? 1);
      features[1 + at] = Math.min(CLIP, Math.max(-CLIP, value));
    }
    features[1 + size + TASK_TYPES.indexOf(task)] = 1;
    return features;
  };
}
