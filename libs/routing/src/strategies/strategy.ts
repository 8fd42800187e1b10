import type { Deployment, Mode, Tier } from '@llm-cost-optimizer/contracts';
import type { Money } from '@llm-cost-optimizer/pricing';

/** A deployment that can serve the request, with what the request is expected to cost there. */
export interface PricedDeployment {
  readonly deployment: Deployment;
  /** Null = no price known. */
  readonly estimate: Money | null;
}

/** A deployment in its final place, with the reason in plain words. */
export interface Ranked extends PricedDeployment {
  readonly reason: string;
}

/** What a strategy may look at beside the deployments. */
export interface StrategyContext {
  readonly tier: Tier;
}

/** How one mode orders the deployments of its cell. Never adds or removes one. */
export interface RoutingStrategy {
  readonly mode: Mode;
  order(deployments: readonly PricedDeployment[], context: StrategyContext): readonly Ranked[];
}
