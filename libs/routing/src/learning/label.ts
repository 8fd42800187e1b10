import type { PromptReading } from '../quality/quality-model.ts';
import type { Example } from './bayes.ts';

/** A label with its prompt read again. */
export interface Label {
  /** The decision it is about: labels of two models with one id are about the same prompt. */
  readonly id: string;
  readonly reading: PromptReading;
  readonly features: Float64Array;
  readonly outcome: number;
  readonly weight: number;
}

/** Labels as surprises: how far each outcome was from what was expected. */
export function examplesOf(labels: readonly Label[], expected: (label: Label) => number): Example[] {
  return labels.map((label) => ({
    features: label.features,
    surprise: label.outcome - expected(label),
    weight: label.weight,
  }));
}
