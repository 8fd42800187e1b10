import type { RoutingStrategy } from './strategy.ts';
import { inTableOrder } from './table-order.ts';

/** Speed: the configured order stands; it goes by published speed, which a price cannot tell. */
export const speedStrategy: RoutingStrategy = {
  mode: 'speed',
  order: (deployments, { tier }) => inTableOrder(deployments, { mode: 'speed', tier, aim: 'the fastest answer' }),
};
