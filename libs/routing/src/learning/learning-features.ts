import { type StoredReading, TASK_TYPES } from '../quality/quality-model.ts';

/** A reading far outside what was seen in training must not pull a line with it. */
const CLIP = 4;

/** What lessons are learned in: a constant, the factors of the reading, the kind of task. */
export function learningFeatures({ vector, task }: Pick<StoredReading, 'vector' | 'task'>): Float64Array {
  const features = new Float64Array(1 + vector.length + TASK_TYPES.length);
  features[0] = 1;
  vector.forEach((value, at) => {
    features[1 + at] = Math.min(CLIP, Math.max(-CLIP, value));
  });
  features[1 + vector.length + TASK_TYPES.indexOf(task)] = 1;
  return features;
}
