import type { RoutingStrategy } from './strategy.ts';
import { inTableOrder } from './table-order.ts';

/** Quality: the configured order stands, best model first; price plays no part. */
export const qualityStrategy: RoutingStrategy = {
  mode: 'quality',
  order: (deployments, { tier }) => inTableOrder(deployments, { mode: 'quality', tier, aim: 'the best answer' }),
};
