import type { RoutingStrategy } from './strategy.ts';
import { inTableOrder, sortKnown } from './table-order.ts';

/** Slower by less than this share is not slower: measured times vary. */
const SAME_SPEED = 1.1;

/**
 * Speed: the configured order, which goes by published speed, until this gateway has seen how fast the deployments are; then the
 * fastest expected answer first.
 */
export const speedStrategy: RoutingStrategy = {
  mode: 'speed',
  order: (deployments, { tier }) =>
    sortKnown(
      inTableOrder(deployments, { mode: 'speed', tier, aim: 'the fastest answer' }),
      ({ latencyMs }) => latencyMs !== undefined,
      (one, other) => stepOf(one.latencyMs) - stepOf(other.latencyMs),
      (rank, count) =>
        rank === 0 ? `Fastest of ${count} as seen lately.` : `Number ${rank + 1} of ${count} by speed.`,
    ),
};

/** Durations in steps of a tenth, so that the order is the same whichever two are compared. */
function stepOf(latencyMs: number | undefined): number {
  return Math.round(Math.log(Math.max(1, latencyMs ?? 1)) / Math.log(SAME_SPEED));
}
