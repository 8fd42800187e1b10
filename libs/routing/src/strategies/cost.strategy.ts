import type { PricedDeployment, Ranked, RoutingStrategy } from './strategy.ts';

/**
 * Cost: cheapest first, computed for this very request (a prompt over a long-prompt threshold can make a model five
 * times dearer than its headline). Equal prices keep the configured order. Deployments without a known price keep
 * their place in the list: an operator who puts a local server first means it to be first.
 */
export const costStrategy: RoutingStrategy = {
  mode: 'cost',
  order(deployments) {
    const priced = deployments.filter(({ estimate }) => estimate !== null).sort(byEstimate);
    let next = 0;
    return deployments.map((configured) => {
      if (configured.estimate === null) return { ...configured, reason: 'No price known; keeps its configured place.' };
      const rank = next++;
      return ranked(priced[rank] ?? configured, rank, priced.length);
    });
  },
};

function byEstimate(one: PricedDeployment, other: PricedDeployment): number {
  const left = one.estimate ?? 0n;
  const right = other.estimate ?? 0n;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function ranked(one: PricedDeployment, rank: number, count: number): Ranked {
  return { ...one, reason: reasonFor(rank, count) };
}

function reasonFor(rank: number, count: number): string {
  if (count === 1) return 'The only priced model of this route that can serve the request.';
  if (rank === 0) return `Cheapest of ${count} for this request.`;
  return `Number ${rank + 1} of ${count} by the cost of this request.`;
}
