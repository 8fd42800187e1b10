import type { RoutingStrategy } from './strategy.ts';
import { inTableOrder, sortKnown } from './table-order.ts';

/** Differences below this are noise. */
const STEP = 0.01;

/**
 * Quality: the configured order stands, best model first, but where it is known (not guessed from the price) that another one of
 * the list answers this very prompt better, that one goes before. Price plays no part.
 */
export const qualityStrategy: RoutingStrategy = {
  mode: 'quality',
  order: (deployments, { tier, isAbstained }) =>
    sortKnown(
      inTableOrder(deployments, { mode: 'quality', tier, aim: 'the best answer' }),
      ({ chance }) => isAbstained !== true && chance !== undefined && !chance.isGuess,
      (one, other) => stepOf(other.chance?.pGood) - stepOf(one.chance?.pGood),
      (rank, count) =>
        rank === 0
          ? `Most likely of ${count} to answer this prompt well.`
          : `Number ${rank + 1} of ${count} by expected quality.`,
    ),
};

function stepOf(pGood: number | undefined): number {
  return Math.round((pGood ?? 0) / STEP);
}
