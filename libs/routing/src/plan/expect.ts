import type { ComplexityScore, Deployment, Tier } from '@llm-cost-optimizer/contracts';
import type { PlanInput } from '../plan-route.ts';
import type { Aim } from '../policy/aim.ts';
import type { PromptReading } from '../quality/quality-model.ts';
import type { PricedDeployment } from '../strategies/strategy.ts';
import { expectedOutputTokens } from './expected-output.ts';
import type { Notes } from './notes.ts';

/** A request that the router decides about, with what was read of it. */
export interface Reading {
  readonly input: PlanInput;
  readonly notes: Notes;
  readonly complexity: ComplexityScore;
  /** Null = the scorer knows no probabilities. */
  readonly reading: PromptReading | null;
  /** Set when a dial or target goes across the tiers. */
  readonly aim: Aim | null;
  /** Where candidates come from; of a target, the lowest tier. */
  readonly tier: Tier;
}

/** A deployment with what is expected of it for this request. */
export function priceOf(facts: Reading, deployment: Deployment): PricedDeployment {
  const { input, notes, reading } = facts;
  const { prompt, completion } = tokensOf(facts, deployment);
  const isWarm = input.warm?.deploymentId === deployment.id;
  const estimate =
    isWarm && input.estimateWarm !== undefined
      ? input.estimateWarm(deployment, { prompt, cached: input.warm?.tokens ?? 0, completion })
      : input.estimate(deployment, prompt, completion);
  const chance = reading === null ? null : notes.chance(deployment, reading);
  const latencyMs = notes.latencyMs(deployment, completion);
  return {
    deployment,
    estimate,
    ...(chance === null ? {} : { chance }),
    ...(latencyMs === null ? {} : { latencyMs }),
  };
}

/** Expected tokens of the request at a deployment; null = at any. */
export function tokensOf({ input, notes, complexity, reading }: Reading, deployment: Deployment | null) {
  const seen = deployment === null ? null : notes.outputTokens(deployment, reading?.task ?? null);
  const completion = expectedOutputTokens(input, complexity.tier, seen);
  return { prompt: input.features.promptTokensEstimated, completion };
}
