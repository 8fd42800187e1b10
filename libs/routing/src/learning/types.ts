import type { ModelAbility, PromptReading, StoredReading } from '../quality/quality-model.ts';

/**
 * One thing learned about one answer: feedback, a cascade's verdict or a shadow result. Numbers and names only, no text.
 * It may come late, twice or out of order: {@link Observation.id} and the model make it one.
 */
export interface Observation {
  /** The decision (request) it is about. The same id and model count once; the later `at` wins. */
  readonly id: string;
  /** Model that answered, as the router names it (any stable name, e.g. a deployment id). */
  readonly model: string;
  readonly reading: StoredReading;
  /** 0 (would not do) to 1 (good). Shares are allowed. */
  readonly outcome: number;
  /** How much it counts: 1 = a person's verdict, less for weaker evidence (a cascade's check, a judge). Above 0, at most 1. */
  readonly weight: number;
  /** When it was learned, ms since 1970. Newest are kept where there are too many. */
  readonly at: number;
}

/**
 * What an organization has taught the router: JSON, safe to store as it is. Bounded (see `LIMITS`), and a pure set: merging
 * is a union, so two gateways that saw different feedback agree whatever the order.
 */
export interface Beliefs {
  /** Form of this JSON. */
  readonly form: 1;
  /** Version of the quality model whose readings it holds; evidence of another version is dropped, not misread. */
  readonly model: string;
  readonly observations: readonly StoredObservation[];
}

/** `[id, model, task, vector, certainty, outcome, weight, at]`, short because there may be thousands. */
export type StoredObservation = readonly [
  id: string,
  model: string,
  task: string,
  vector: readonly number[],
  certainty: number,
  outcome: number,
  weight: number,
  at: number,
];

/** A model and where the shipped weights place it. */
export interface PriorAbility {
  readonly model: string;
  readonly ability: ModelAbility;
}

/** What is believed of one model's answer to one prompt. */
export interface Belief {
  /** Probability, 0 to 1, that its answer will do; near the shipped value where the evidence is thin. */
  readonly pGood: number;
  /**
   * What a quality floor has to be compared with. Bad news counts at once (equal to `pGood` where feedback lowered it); good news must be
   * proven: the one-sided 90 % lower bound, but not below the shipped value. Never above `pGood`.
   */
  readonly pGoodLow: number;
  /** Labels behind it (sum of weights); 0 = the shipped value. */
  readonly evidence: number;
}

/** Beliefs made ready for deciding. Made once per change of the beliefs, asked on every request (microseconds). */
export interface Learned {
  /** Models that feedback has moved away from the shipped value. */
  readonly models: readonly ModelLesson[];
  /** Belief in a model's answer; `ability` is its shipped ability, the prior's mean. */
  beliefIn(reading: PromptReading, model: string, ability: ModelAbility): Belief;
  /** How much the stronger model is needed between two models: P(strong good) - P(weak good), -1 to 1. */
  needFor(reading: PromptReading, strong: PriorAbility, weak: PriorAbility): number;
}

/** What was learned of one model, for people and for `GET` endpoints. */
export interface ModelLesson {
  readonly model: string;
  /** Sum of the labels' weights. */
  readonly evidence: number;
  /** Share of good answers in them, and what the shipped value had expected of the same prompts. */
  readonly goodShare: number;
  readonly expectedShare: number;
  /** 0 = the labels only moved its level, 1 = they prove that it is better at some prompts and worse at others than shipped. */
  readonly trust: number;
}
