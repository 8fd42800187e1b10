import type { ConfigProblem, EffectiveConfig } from '@llm-cost-optimizer/contracts';
import {
  type ComplexityScorer,
  createHeuristicScorer,
  createLearnedScorer,
  type QualityModel,
} from '@llm-cost-optimizer/routing';

/** A scorer with the quality model behind it, where it has one. */
export interface ScorerInUse {
  readonly scorer: ComplexityScorer;
  readonly quality: QualityModel | null;
}

/** The scorer that a configuration asks for. Without weights it is the heuristic; see {@link missingWeights}. */
export function scorerFor({ judgement }: EffectiveConfig, model: QualityModel | null): ScorerInUse {
  if (model === null || judgement?.scorer === 'heuristic') return { scorer: createHeuristicScorer(), quality: null };
  return { scorer: createLearnedScorer(model, { safeTier: judgement?.safeTier ?? 'medium' }), quality: model };
}

/** What is wrong with a configuration that asks for the learned scorer where its weights are missing; null = nothing. */
export function missingWeights({ judgement }: EffectiveConfig, model: QualityModel | null): ConfigProblem | null {
  if (model !== null || judgement?.scorer !== 'learned') return null;
  return {
    severity: 'error',
    path: 'routing.scorer',
    message:
      'routing.scorer is `learned` (the default), but the weights of the learned scorer are missing. Restore the file (git checkout libs/routing/weights, then npm run build), or set `routing.scorer: heuristic`.',
    line: null,
    column: null,
  };
}
