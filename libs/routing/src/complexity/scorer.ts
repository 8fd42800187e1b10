import type { ChatBody, ComplexityScore, RequestFeatures, Tier } from '@llm-cost-optimizer/contracts';
import type { PromptReading } from '../quality/quality-model.ts';

/** A score and, from scorers that know probabilities, what was read. */
export interface Judgement {
  readonly complexity: ComplexityScore;
  /** Null = this scorer knows no probabilities: candidates are not compared by quality. */
  readonly reading: PromptReading | null;
}

/** Judges how hard a request is. Pure and fast: it runs on every request that is not answered from the cache. */
export interface ComplexityScorer {
  /** Name and version, e.g. `heuristic-1`: stored with every score so that scores can be compared later. */
  readonly name: string;
  score(body: ChatBody, features: RequestFeatures): ComplexityScore;
  /** The score with what was read. Absent = the scorer knows scores only. */
  judge?(body: ChatBody, features: RequestFeatures): Judgement;
}

/** Score and reading of a request by any scorer. */
export function judgeWith(scorer: ComplexityScorer, body: ChatBody, features: RequestFeatures): Judgement {
  return scorer.judge?.(body, features) ?? { complexity: scorer.score(body, features), reading: null };
}

/** The band a score falls into: 1-3 low, 4-7 medium, 8-10 high. */
export function tierOf(score: number): Tier {
  if (score <= 3) return 'low';
  return score <= 7 ? 'medium' : 'high';
}

/** The lowest score of a tier. */
export const TIER_BEGINS: Readonly<Record<Tier, number>> = { low: 1, medium: 4, high: 8 };
