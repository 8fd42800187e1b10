import type { ChatBody, ScoreReason } from '@llm-cost-optimizer/contracts';

/** What kind of work a prompt asks for. `other` is where the model knows too little to say. */
export const TASK_TYPES = [
  'knowledge',
  'reasoning',
  'mathematics',
  'code',
  'writing',
  'extraction',
  'chat',
  'other',
] as const;
export type TaskType = (typeof TASK_TYPES)[number];

/** What is known of a model that is to be judged. Each unknown is null. */
export interface ModelFacts {
  /** Name as its provider spells it, without the provider; known names have trained abilities. */
  readonly name: string;
  /** USD per million tokens, three parts input to one part output. */
  readonly blendedUsdPerMillion: number | null;
  /** Share of good answers that the operator or a public table states, 0 to 1. */
  readonly averageQuality: number | null;
}

/**
 * How able a model is, on the scale of the shipped weights. `level` is in logits (0 = the middle of the models the weights were
 * learned from); `slopes` are its strengths along the factors of {@link PromptReading.vector} (empty = average in all).
 */
export interface ModelAbility {
  readonly level: number;
  readonly slopes: readonly number[];
  /** True when nothing but a guess (price) stands behind it. */
  readonly isGuess: boolean;
}

/** What the quality model saw in a prompt. Numbers only, no text: it may be stored, and read again later with the same result. */
export interface StoredReading {
  /** {@link QualityModel.version} that made it. */
  readonly model: string;
  readonly task: TaskType;
  /** Difficulty (logits) and further factors, in the model's order. */
  readonly vector: readonly number[];
  /** 0 (nothing like it was learned from) to 1: how much the model knows of such prompts. */
  readonly certainty: number;
}

export interface PromptReading extends StoredReading {
  /** 0 to 1, calibrated: a usual cheap model's answer would not do where a usual strong model's would. Higher = the strong model is needed more. */
  readonly need: number;
  /** Probability, 0 to 1 and calibrated, that the answer of a model with this ability will do. Grows with `level`. */
  pGood(ability: ModelAbility): number;
  /**
   * How much better the stronger model's answer is expected to be, -1 to 1: the figure to rank prompts by when two models are
   * known (`lco score`, pairs). Sharper than the difference of two `pGood`; 0 for equal abilities.
   */
  gain(strong: ModelAbility, weak: ModelAbility): number;
  /** What moved the reading most, strongest first; made on demand, never with text of the prompt. */
  reasons(): readonly ScoreReason[];
}

/** The learned judge of prompts. Pure, no network; p99 below a millisecond for 8 KB. */
export interface QualityModel {
  /** Changes with weights and code of the features, e.g. `quality-1-3fa9c2d1`; stored with every decision. */
  readonly version: string;
  /** Trained ability for known names, otherwise from average quality, otherwise from the price, otherwise the middle. */
  abilityOf(facts: ModelFacts): ModelAbility;
  /** Reads the turn: the last user message and what it refers to. Tools and system text are context, never difficulty. */
  read(body: ChatBody): PromptReading;
  /** The same reading from stored numbers; null when another version made them. Its `reasons()` are empty. */
  reread(stored: StoredReading): PromptReading | null;
}
