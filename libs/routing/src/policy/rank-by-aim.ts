import type { Mode } from '@llm-cost-optimizer/contracts';
import type { PricedDeployment, Ranked } from '../strategies/strategy.ts';
import type { Aim } from './aim.ts';

/** From this loss on nothing is tolerated: only the best counts, and price breaks ties. */
const TIE = 0.005;

/**
 * The order under a target: of the candidates that are good enough, the cheapest first (in speed mode the fastest); behind them
 * the others, best first, as fallbacks. Good enough = at most `aim.loss` less likely to answer well than the best candidate.
 * Candidates of which price or probability is not known come last, in the configured order: nothing speaks for them.
 */
export function rankByAim(pool: readonly PricedDeployment[], aim: Aim, mode: Mode): readonly Ranked[] {
  const isUnaimed = aim.target === null;
  const known = pool.filter(({ estimate, chance }) => estimate !== null && (isUnaimed || chance !== undefined));
  const best = known.reduce((most, one) => Math.max(most, pGoodOf(one)), 0);
  const needed = best - Math.max(TIE, aim.loss);
  const compare = mode === 'speed' ? bySpeed : byCost;
  const fit = known.filter((one) => pGoodOf(one) >= needed).toSorted(compare);
  const unfit = known.filter((one) => pGoodOf(one) < needed).toSorted((one, other) => pGoodOf(other) - pGoodOf(one));
  const unknown = pool.filter((one) => !known.includes(one));
  const word = mode === 'speed' ? 'Fastest' : 'Cheapest';
  return [
    ...fit.map((one, at) => ({
      ...one,
      reason: at === 0 ? lead(word, fit.length, aim) : `Good enough for ${aim.label}; fallback.`,
    })),
    ...unfit.map((one) => ({ ...one, reason: `Not good enough for ${aim.label}; fallback only.` })),
    ...unknown.map((one) => ({ ...one, reason: 'Price or quality is not known; last fallback.' })),
  ];
}

function lead(word: string, count: number, { label }: Aim): string {
  return count === 1
    ? `The only one that is good enough for ${label}.`
    : `${word} of ${count} that are good enough for ${label}.`;
}

function pGoodOf({ chance }: PricedDeployment): number {
  return chance?.pGood ?? 0;
}

function byCost(one: PricedDeployment, other: PricedDeployment): number {
  const left = one.estimate ?? 0n;
  const right = other.estimate ?? 0n;
  if (left === right) return pGoodOf(other) - pGoodOf(one);
  return left < right ? -1 : 1;
}

/** What was never seen is taken for slow; among equals the cheaper. */
function bySpeed(one: PricedDeployment, other: PricedDeployment): number {
  const left = one.latencyMs ?? Number.POSITIVE_INFINITY;
  const right = other.latencyMs ?? Number.POSITIVE_INFINITY;
  return left === right ? byCost(one, other) : left - right;
}
