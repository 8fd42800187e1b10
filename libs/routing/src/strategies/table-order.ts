import type { Mode, Tier } from '@llm-cost-optimizer/contracts';
import type { PricedDeployment, Ranked } from './strategy.ts';

/** Keeps the configured order and says so. `aim` is what the mode is after, e.g. `fastest answer`. */
export function inTableOrder(
  deployments: readonly PricedDeployment[],
  { mode, tier, aim }: { readonly mode: Mode; readonly tier: Tier; readonly aim: string },
): readonly Ranked[] {
  return deployments.map(({ deployment, estimate }, place) => ({
    deployment,
    estimate,
    reason:
      place === 0
        ? `First choice of the ${mode} route for ${tier} complexity (${aim}).`
        : `Fallback ${place} of the ${mode} route for ${tier} complexity.`,
  }));
}
