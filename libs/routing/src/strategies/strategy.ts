import type { Deployment, Mode, Tier } from '@llm-cost-optimizer/contracts';
import type { Money } from '@llm-cost-optimizer/pricing';

/** How likely a deployment's answer to this very prompt will do. */
export interface Chance {
  /** 0 to 1, calibrated. */
  readonly pGood: number;
  /** True when nothing but the model's price stands behind it: too little to set it above what an operator wrote. */
  readonly isGuess: boolean;
  /** True when feedback has moved it. */
  readonly isLearned?: boolean;
}

/** A deployment that can serve the request, with what is expected of it. */
export interface PricedDeployment {
  readonly deployment: Deployment;
  /** Expected cost of the request; null = no price known. */
  readonly estimate: Money | null;
  /** Absent = the scorer knows no probabilities. */
  readonly chance?: Chance;
  /** Expected milliseconds to the end of the answer; absent = nothing was seen yet. */
  readonly latencyMs?: number;
}

/** A deployment in its final place, with the reason in plain words. */
export interface Ranked extends PricedDeployment {
  readonly reason: string;
}

/** What a strategy may look at beside the deployments. */
export interface StrategyContext {
  readonly tier: Tier;
  /** True when too little is known of such prompts: then chances are no reason to change the configured order. */
  readonly isAbstained?: boolean;
}

/** How one mode orders the deployments of its cell. Never adds or removes one. */
export interface RoutingStrategy {
  readonly mode: Mode;
  order(deployments: readonly PricedDeployment[], context: StrategyContext): readonly Ranked[];
}
