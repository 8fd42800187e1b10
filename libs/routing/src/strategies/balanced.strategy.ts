import type { RoutingStrategy } from './strategy.ts';
import { inTableOrder } from './table-order.ts';

/** Balanced: the configured order stands, because it already weighs price against ability. */
export const balancedStrategy: RoutingStrategy = {
  mode: 'balanced',
  order: (deployments, { tier }) =>
    inTableOrder(deployments, { mode: 'balanced', tier, aim: 'a good answer at a fair price' }),
};
