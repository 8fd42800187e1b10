import type { PricedDeployment, RoutingStrategy } from './strategy.ts';
import { inTableOrder } from './table-order.ts';

/** What the cheaper model of a list may be less likely to answer well than the first one, to go before it. */
const TOLERATED_LOSS = 0.02;

/**
 * Balanced: the configured order stands, because it already weighs price against ability, with one exception: a cheaper model of
 * the same list that is expected to answer this very prompt as well as the first one goes before it.
 */
export const balancedStrategy: RoutingStrategy = {
  mode: 'balanced',
  order(deployments, { tier, isAbstained }) {
    const ranked = inTableOrder(deployments, { mode: 'balanced', tier, aim: 'a good answer at a fair price' });
    const [first] = ranked;
    if (first === undefined || isAbstained === true) return ranked;
    let best: (typeof ranked)[number] | null = null;
    for (const one of ranked) if (isAsGoodForLess(one, best ?? first, first)) best = one;
    if (best === null) return ranked;
    const reason = 'Cheaper than the first choice of the route, and expected to answer this prompt as well.';
    return [{ ...best, reason }, ...ranked.filter((one) => one !== best)];
  },
};

function isAsGoodForLess(one: PricedDeployment, than: PricedDeployment, first: PricedDeployment): boolean {
  if (one.estimate === null || than.estimate === null || one.estimate >= than.estimate) return false;
  if (one.chance === undefined || first.chance === undefined) return false;
  return one.chance.pGood >= first.chance.pGood - TOLERATED_LOSS;
}
