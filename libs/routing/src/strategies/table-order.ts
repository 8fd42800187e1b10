import type { Mode, Tier } from '@llm-cost-optimizer/contracts';
import type { PricedDeployment, Ranked } from './strategy.ts';

/** Keeps the configured order and says so. `aim` is what the mode is after, e.g. `fastest answer`. */
export function inTableOrder(
  deployments: readonly PricedDeployment[],
  { mode, tier, aim }: { readonly mode: Mode; readonly tier: Tier; readonly aim: string },
): readonly Ranked[] {
  return deployments.map((one, place) => ({
    ...one,
    reason:
      place === 0
        ? `First choice of the ${mode} route for ${tier} complexity (${aim}).`
        : `Fallback ${place} of the ${mode} route for ${tier} complexity.`,
  }));
}

/**
 * Sorts those of which something is known among the places they hold; the others keep theirs. `compare` gets only the known
 * ones; equal ones keep the configured order.
 */
export function sortKnown(
  ranked: readonly Ranked[],
  isKnown: (one: Ranked) => boolean,
  compare: (one: Ranked, other: Ranked) => number,
  reason: (rank: number, count: number) => string,
): readonly Ranked[] {
  const known = ranked.filter(isKnown);
  if (known.length < 2) return ranked;
  const sorted = known.toSorted(compare);
  if (sorted.every((one, at) => one === known[at])) return ranked;
  let next = 0;
  return ranked.map((one) => {
    if (!isKnown(one)) return one;
    const rank = next++;
    return { ...(sorted[rank] ?? one), reason: reason(rank, known.length) };
  });
}
