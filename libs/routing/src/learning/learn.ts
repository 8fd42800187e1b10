import type { ModelAbility, QualityModel } from '../quality/quality-model.ts';
import { TASK_TYPES } from '../quality/quality-model.ts';
import { examplesOf, type Label } from './label.ts';
import { learnPair } from './learn-pair.ts';
import { type FeatureMaker, featureMaker } from './learning-features.ts';
import { type Lesson, lessonsOf } from './lesson.ts';
import type { Belief, Beliefs, Learned, ModelLesson } from './types.ts';

/** One-sided 90 %. */
const LOWER_Z = 1.2816;
const LEAST = 0.01;
/** Pairs whose lessons are kept ready; a configuration has some dozen models. */
const MAX_PAIRS = 1_000;

/**
 * Makes beliefs ready for deciding: reads the stored labels again and learns, model by model and pair by pair, on first use. Pure; call it
 * again when the beliefs have changed. The prior's mean is always the shipped value: with few labels only a model's level moves, and
 * how far the factors may move is decided by the labels' own evidence (see `lesson.ts`).
 */
export function learn(beliefs: Beliefs, quality: QualityModel, abilityOf: (model: string) => ModelAbility): Learned {
  const { labels, featuresOf } = readAgain(beliefs, quality);
  const single = new Map<string, Lesson>();
  const pairs = new Map<string, (features: Float64Array) => number>();
  const lessonOf = (model: string, own: readonly Label[], ability: ModelAbility): Lesson => {
    const known = single.get(model);
    if (known !== undefined) return known;
    const [made] = lessonsOf([examplesOf(own, (label) => label.reading.pGood(ability))], sizeOf(own));
    const lesson = made ?? NOTHING;
    single.set(model, lesson);
    return lesson;
  };
  return {
    models: [...labels].map(([model, own]) => summary(model, own, abilityOf(model), lessonOf)),
    beliefIn(reading, model, ability) {
      const own = labels.get(model);
      const shipped = reading.pGood(ability);
      if (own === undefined) return { pGood: shipped, pGoodLow: shipped, evidence: 0 };
      return beliefOf(featuresOf(reading), shipped, lessonOf(model, own, ability), own);
    },
    needFor(reading, strong, weak) {
      const shipped = reading.gain(strong.ability, weak.ability);
      const [strongLabels, weakLabels] = [labels.get(strong.model) ?? [], labels.get(weak.model) ?? []];
      // One side alone says nothing about the difference that its own belief does not say already.
      if (strongLabels.length === 0 || weakLabels.length === 0) return shipped;
      const key = `${strong.model}\n${weak.model}`;
      const correct =
        pairs.get(key) ?? learnPair({ strong: strong.ability, weak: weak.ability, strongLabels, weakLabels });
      if (pairs.size < MAX_PAIRS) pairs.set(key, correct);
      return clamp(shipped + correct(featuresOf(reading)), -1, 1);
    },
  };
}

const NOTHING: Lesson = { correction: () => 0, deviation: () => 0, trust: 0 };

/** Labels whose reading this version of the quality model made, by model, and the scale of their features. */
function readAgain(
  { model: version, observations }: Beliefs,
  quality: QualityModel,
): { readonly labels: ReadonlyMap<string, readonly Label[]>; readonly featuresOf: FeatureMaker } {
  const read = observations.flatMap(([id, model, task, vector, certainty, outcome, weight]) => {
    const known = TASK_TYPES.find((one) => one === task);
    const reading = known === undefined ? null : quality.reread({ model: version, task: known, vector, certainty });
    return reading === null ? [] : [{ id, model, reading, outcome, weight }];
  });
  const featuresOf = featureMaker(read.map(({ reading }) => reading));
  const labels = new Map<string, Label[]>();
  for (const { model, ...label } of read) {
    const own = labels.get(model) ?? [];
    own.push({ ...label, features: featuresOf(label.reading) });
    labels.set(model, own);
  }
  return { labels, featuresOf };
}

function beliefOf(features: Float64Array, shipped: number, lesson: Lesson, own: readonly Label[]): Belief {
  const pGood = clamp(shipped + lesson.correction(features), LEAST, 1 - LEAST);
  const low = pGood <= shipped ? pGood : Math.max(shipped, pGood - LOWER_Z * lesson.deviation(features));
  return { pGood, pGoodLow: Math.min(pGood, low), evidence: evidenceOf(own) };
}

function summary(
  model: string,
  own: readonly Label[],
  ability: ModelAbility,
  lessonOf: (model: string, own: readonly Label[], ability: ModelAbility) => Lesson,
): ModelLesson {
  const evidence = evidenceOf(own);
  const mean = (value: (label: Label) => number): number =>
    own.reduce((sum, label) => sum + label.weight * value(label), 0) / evidence;
  return {
    model,
    evidence,
    goodShare: mean(({ outcome }) => outcome),
    expectedShare: mean(({ reading }) => reading.pGood(ability)),
    trust: lessonOf(model, own, ability).trust,
  };
}

function evidenceOf(own: readonly Label[]): number {
  return own.reduce((sum, { weight }) => sum + weight, 0);
}

function sizeOf(labels: readonly Label[]): number {
  return labels[0]?.features.length ?? 0;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
