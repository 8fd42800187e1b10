import { type Example, NOISE, type Posterior, posteriorOf, sumsOf } from './bayes.ts';

/** What labels say about a model (or one model of a pair): a correction of the expected outcome. */
export interface Lesson {
  /** To be added to the shipped probability. */
  correction(features: Float64Array): number;
  deviation(features: Float64Array): number;
  /** Probability, 0 to 1, that more than the level differs from what was shipped. */
  readonly trust: number;
}

/** Precision of the level alone: a new model's quality may be a third off. */
const LEVEL_PRECISION = 2;
/**
 * How firmly the factors are held at what was shipped. The first stands for "only the level differs"; which of them holds is itself
 * learned from the labels (by the evidence of each), so that a few labels move nothing but the level. Chosen, with {@link LEVEL_ONLY}, by
 * leaving pairs and whole sources out.
 */
const FACTOR_PRECISIONS = [1e9, 1_000, 400, 150, 60] as const;
/** Probability, before any label, that only the level differs. */
const LEVEL_ONLY = 0.6;

/**
 * Lessons of several models that are compared with each other (one, or the two of a pair): each has its own correction, and all share the
 * judgement how far the shipped factors can be trusted. `size` = length of the features, `noise` = variance of the surprises.
 */
export function lessonsOf(
  models: readonly (readonly Example[])[],
  size: number,
  noise: number = NOISE.outcome,
): Lesson[] {
  const sums = models.map((examples) => sumsOf(examples, size));
  const fits = FACTOR_PRECISIONS.map((precision) => {
    const prior = new Float64Array(size).fill(precision);
    prior[0] = LEVEL_PRECISION;
    return sums.map((one) => posteriorOf(one, prior, noise));
  });
  const evidence = fits.map((posteriors) => posteriors.reduce((sum, posterior) => sum + posterior.evidence, 0));
  const shares = sharesOf(evidence);
  return models.map((_, index) =>
    mixtureOf(
      fits.map((posteriors) => posteriors[index]),
      shares,
    ),
  );
}

/** Probabilities of the priors after the labels. */
function sharesOf(evidence: readonly number[]): number[] {
  const best = Math.max(...evidence);
  const raw = evidence.map((value, index) => {
    const before = index === 0 ? LEVEL_ONLY : (1 - LEVEL_ONLY) / (evidence.length - 1);
    return before * Math.exp(value - best);
  });
  const total = raw.reduce((sum, x) => sum + x, 0);
  return raw.map((x) => x / total);
}

function mixtureOf(posteriors: readonly (Posterior | undefined)[], shares: readonly number[]): Lesson {
  const parts = posteriors.flatMap((posterior, at) => {
    const share = shares[at] ?? 0;
    return posterior === undefined || share < 1e-6 ? [] : [{ posterior, share }];
  });
  const size = parts[0]?.posterior.mean.length ?? 0;
  const mean = new Float64Array(size);
  for (const { posterior, share } of parts) {
    for (let at = 0; at < size; at++) mean[at] = (mean[at] ?? 0) + share * (posterior.mean[at] ?? 0);
  }
  const correction = (features: Float64Array): number => dot(mean, features);
  return {
    correction,
    deviation: (features) => {
      const middle = correction(features);
      const variance = parts.reduce((sum, { posterior, share }) => {
        const off = dot(posterior.mean, features) - middle;
        return sum + share * (posterior.deviation(features) ** 2 + off * off);
      }, 0);
      return Math.sqrt(variance);
    },
    trust: 1 - (shares[0] ?? 1),
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}
