import type { ModelAbility } from './quality-model.ts';
import type { WeightsHeader } from './weights-header.ts';

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Places of the sources' pair numbers in the vector, and in the slopes. */
const PAIRS_AT = 2;
const SLOPES_AT = 1;
const MIN_LIKENESS = 0.01;

/**
 * Probability that the answer of a model will do: its level against the difficulty, and where the prompt is like a source that the
 * model is known from, what that source's pair number says of it. Vector: difficulty, need, pair numbers, further factors, likeness
 * to each source.
 */
export function pGood(vector: readonly number[], { level, slopes }: ModelAbility, sources: number): number {
  const likenessAt = vector.length - sources;
  let logit = level - (vector[0] ?? 0);
  for (let source = 0; source < sources; source++) {
    const slope = slopes[SLOPES_AT + source] ?? 0;
    logit += slope * (vector[PAIRS_AT + source] ?? 0) * (vector[likenessAt + source] ?? 0);
  }
  return sigmoid(logit);
}

/**
 * What the strong model is expected to gain. Where both models are known from the same source of training data, that source's own
 * number decides; otherwise the general need, as far as the levels differ.
 */
export function expectedGain(
  vector: readonly number[],
  strong: ModelAbility,
  weak: ModelAbility,
  { need, sources }: Pick<WeightsHeader, 'need' | 'sources'>,
): number {
  const distance = Math.tanh((strong.level - weak.level) / 2);
  const likenessAt = vector.length - sources.length;
  let sum = 0;
  let known = 0;
  sources.forEach(({ gap, factor }, source) => {
    const one = strong.slopes[SLOPES_AT + source] ?? 0;
    const other = weak.slopes[SLOPES_AT + source] ?? 0;
    if (one === 0 || other === 0) return;
    // A pair known from several sources is judged as the source judges that the prompt looks like.
    const likeness = (vector[likenessAt + source] ?? 0) + MIN_LIKENESS;
    sum += likeness * (gap + factor * (vector[PAIRS_AT + source] ?? 0));
    known += likeness;
  });
  if (known > 0) return clamp((sum / known) * Math.sign(distance));
  return sigmoid(need.slope * (vector[1] ?? 0) + need.offset) * distance;
}

/** Share that a source's own number has in what is said of its pair, by how much the prompt is like the source. */
export function trustIn(likeness: number, { least, from }: WeightsHeader['trust']): number {
  return least + (1 - least) * Math.min(1, likeness / from);
}

/**
 * What the general need of a very hard prompt is less than its hardness says: the harder, the rarer the strong model's success as well.
 * 0 up to the bend.
 */
export function beyondBend(hardness: number, { from, slope }: WeightsHeader['bend']): number {
  return (1 - slope) * Math.max(0, hardness - from);
}

function clamp(x: number): number {
  return Math.min(1, Math.max(-1, x));
}
