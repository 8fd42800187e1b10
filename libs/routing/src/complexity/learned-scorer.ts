import type { ChatBody, ComplexityScore, RequestFeatures, ScoreReason } from '@llm-cost-optimizer/contracts';
import type { PromptReading, QualityModel, StoredReading } from '../quality/quality-model.ts';
import { createHeuristicScorer } from './heuristic-scorer.ts';
import { scoreOfNeed } from './score-scale.ts';
import { type ComplexityScorer, type Judgement, TIER_BEGINS, tierOf } from './scorer.ts';
import { withoutMaterial } from './without-material.ts';

/** Below this certainty the reading says too little to call a request simple. */
const MIN_CERTAINTY = 0.25;

export interface LearnedScorerOptions {
  /** Lowest tier for requests of which too little is known. Default `medium`. */
  readonly safeTier?: 'medium' | 'high';
  /** Certainty, 0 to 1, below which the scorer abstains. */
  readonly minCertainty?: number;
}

/** The learned scorer: its score is the display of a calibrated probability, and it can be repeated from stored numbers. */
export interface LearnedScorer extends ComplexityScorer {
  judge(body: ChatBody, features: RequestFeatures): Judgement;
  /**
   * The same judgement from a stored reading; null when it was made by another version of the model. `score` is the stored one, for
   * what only the text could tell.
   */
  rejudge(stored: StoredReading, score: number): Judgement | null;
}

/**
 * Scores requests by a quality model: `need` on the fixed scale of score-scale.ts. Where the model knows too little of such prompts
 * it abstains: score and tier are raised to the safe tier, never lowered, so that unsure is never taken for simple. Plain signs of
 * difficulty (the heuristic) may raise an abstaining score further. Documents that the message asks to work on are not read.
 */
export function createLearnedScorer(model: QualityModel, options: LearnedScorerOptions = {}): LearnedScorer {
  const { safeTier = 'medium', minCertainty = MIN_CERTAINTY } = options;
  const floor = TIER_BEGINS[safeTier];
  const signs = createHeuristicScorer();
  const judgementOf = (reading: PromptReading, signsOf: () => number): Judgement => {
    const raw = scoreOfNeed(reading.need);
    const isAbstained = reading.certainty < minCertainty;
    const score = isAbstained ? Math.max(raw, floor, signsOf()) : raw;
    return { reading, complexity: complexityOf(model, reading, { score, isAbstained }) };
  };
  const judge = (body: ChatBody, features: RequestFeatures) =>
    judgementOf(model.read(withoutMaterial(body)), () => signs.score(body, features).score);
  return {
    name: model.version,
    score: (body, features) => judge(body, features).complexity,
    judge,
    rejudge(stored, score) {
      const reading = model.reread(stored);
      return reading === null ? null : judgementOf(reading, () => score);
    },
  };
}

function complexityOf(
  model: QualityModel,
  reading: PromptReading,
  { score, isAbstained }: { readonly score: number; readonly isAbstained: boolean },
): ComplexityScore {
  let reasons: readonly ScoreReason[] | null = null;
  return {
    score,
    tier: tierOf(score),
    scorer: model.version,
    // Asked for after the answer has left, when the row is written: making sentences is not the request's business.
    get reasons() {
      reasons ??= isAbstained ? [ABSTAINED, ...reading.reasons()] : reading.reasons();
      return reasons;
    },
    need: reading.need,
    ...(isAbstained ? { isAbstained } : {}),
    reading: { model: reading.model, task: reading.task, vector: reading.vector, certainty: reading.certainty },
  };
}

const ABSTAINED: ScoreReason = Object.freeze({
  signal: 'abstained',
  weight: 0,
  detail: 'Too little is known of such prompts: taken for no less than the safe tier.',
});
