import type { ModelAbility, PromptReading } from '../quality/quality-model.ts';
import { type Example, NOISE } from './bayes.ts';
import { examplesOf, type Label } from './label.ts';
import { lessonsOf } from './lesson.ts';
import { orderGain } from './order-gain.ts';

/** Labels of both sides of a pair; neither may be empty. */
export interface PairLabels {
  readonly strong: ModelAbility;
  readonly weak: ModelAbility;
  readonly strongLabels: readonly Label[];
  readonly weakLabels: readonly Label[];
}

type Correction = (features: Float64Array) => number;

const FOLDS = 5;
/** Standard errors by which the new order has to be better than the shipped one on labels it has not seen; below, it counts in part. */
const PROOF = { full: 1, none: 0 } as const;
/** From so many prompts on which both models were judged, these alone are learned from. */
const ENOUGH_PAIRED = 30;

/**
 * What labels say about the difference of two models, to be added to the shipped gain.
 *
 * Where both were judged on the same prompts, the differences themselves are learned from: the evidence for the priors is then evidence
 * about the pair, and it is guard enough (measured on pairs and sources left out, no group lost a hundredth). Labels about one of them at a
 * time mix the pair with what is hard for both; there the order of prompts that they would make is tried on labels left out (in {@link FOLDS}
 * parts), and as long as it does not sort them better than the shipped order, the shipped one stays. Takes some ten milliseconds.
 */
export function learnPair(pair: PairLabels): Correction {
  const paired = pairedExamples(pair);
  if (paired.length >= ENOUGH_PAIRED) {
    const [lesson] = lessonsOf([paired], paired[0]?.features.length ?? 0, NOISE.difference);
    return (features) => lesson?.correction(features) ?? 0;
  }
  const trust = trustIn(pair);
  if (trust === 0) return () => 0;
  const correct = correctionOf(pair);
  return (features) => trust * correct(features);
}

/** How far the difference of the two outcomes was from the shipped gain, on prompts that have both. */
function pairedExamples({ strong, weak, strongLabels, weakLabels }: PairLabels): Example[] {
  const weakById = new Map(weakLabels.map((label) => [label.id, label]));
  return strongLabels.flatMap(({ id, reading, features, outcome, weight }) => {
    const other = weakById.get(id);
    if (other === undefined) return [];
    const surprise = outcome - other.outcome - reading.gain(strong, weak);
    return [{ features, surprise, weight: Math.min(weight, other.weight) }];
  });
}

/**
 * The difference is learned against the shipped *gain*, which ranks prompts better than the difference of two shipped probabilities: the
 * models' expected outcomes are put half a gain above and below their common middle.
 */
function correctionOf({ strong, weak, strongLabels, weakLabels }: PairLabels): Correction {
  const middle = (reading: PromptReading): number => (reading.pGood(strong) + reading.pGood(weak)) / 2;
  const half = (reading: PromptReading): number => reading.gain(strong, weak) / 2;
  const size = strongLabels[0]?.features.length ?? weakLabels[0]?.features.length ?? 0;
  const [able, cheap] = lessonsOf(
    [
      examplesOf(strongLabels, ({ reading }) => middle(reading) + half(reading)),
      examplesOf(weakLabels, ({ reading }) => middle(reading) - half(reading)),
    ],
    size,
  );
  return (features) => (able?.correction(features) ?? 0) - (cheap?.correction(features) ?? 0);
}

/** 0 to 1, by how surely the learned order is better than the shipped one on labels it was not learned from. */
function trustIn(pair: PairLabels): number {
  const folds = Array.from({ length: FOLDS }, (_, fold) => {
    const { strongLabels, weakLabels } = pair;
    return correctionOf({
      ...pair,
      strongLabels: strongLabels.filter(({ id }) => foldOf(id) !== fold),
      weakLabels: weakLabels.filter(({ id }) => foldOf(id) !== fold),
    });
  });
  const shipped = ({ reading }: Label): number => reading.gain(pair.strong, pair.weak);
  const learned = (label: Label): number => shipped(label) + (folds[foldOf(label.id)]?.(label.features) ?? 0);
  const { gain, error } = orderGain(pair.strongLabels, pair.weakLabels, { shipped, learned });
  if (!(error > 0)) return 0;
  return Math.min(1, Math.max(0, (gain / error - PROOF.none) / (PROOF.full - PROOF.none)));
}

/** The part a label belongs to, by its decision: both models' labels about one prompt stay together, in whatever order they came. */
function foldOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 15;
  return (hash >>> 0) % FOLDS;
}
