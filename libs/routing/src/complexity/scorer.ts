import type { ChatBody, ComplexityScore, RequestFeatures, Tier } from '@llm-cost-optimizer/contracts';

/** Judges how hard a request is. Pure and fast: it runs on every request that is not answered from the cache. */
export interface ComplexityScorer {
  /** Name and version, e.g. `heuristic-1`: stored with every score so that scores can be compared later. */
  readonly name: string;
  score(body: ChatBody, features: RequestFeatures): ComplexityScore;
}

/** The band a score falls into: 1-3 low, 4-7 medium, 8-10 high. */
export function tierOf(score: number): Tier {
  if (score <= 3) return 'low';
  return score <= 7 ? 'medium' : 'high';
}
