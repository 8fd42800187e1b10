import type { DroppedCandidate } from '@llm-cost-optimizer/contracts';
import type { Ranked } from '../strategies/strategy.ts';

/** Whether a call to a deployment would be let through now, and if not, why. */
export type DeploymentState = 'ok' | 'open' | 'cooldown';

/**
 * Healthy deployments first, resting ones (rate limit, refused credentials) behind them. Broken ones are left out as
 * long as there is another, so that the last of the list, which is repeated, is one that may be called. When all are
 * broken they all stay: a try that may be refused is better than no try.
 */
export function inHealthOrder(
  ranked: readonly Ranked[],
  health: (deploymentId: string) => DeploymentState,
): { readonly kept: readonly Ranked[]; readonly dropped: readonly DroppedCandidate[] } {
  const states = ranked.map(({ deployment }) => health(deployment.id));
  if (states.every((state) => state === 'ok')) return { kept: ranked, dropped: NONE };
  const healthy = ranked.filter((_, at) => states[at] === 'ok');
  const resting = ranked
    .filter((_, at) => states[at] === 'cooldown')
    .map((one) => behind(one, 'rests after a refusal'));
  const broken = ranked.filter((_, at) => states[at] === 'open');
  if (healthy.length + resting.length === 0) {
    return { kept: broken.map((one) => behind(one, 'failed lately, but nothing else is left')), dropped: NONE };
  }
  return { kept: [...healthy, ...resting], dropped: broken.map(droppedAsBroken) };
}

const NONE: readonly DroppedCandidate[] = Object.freeze([]);

function behind(ranked: Ranked, why: string): Ranked {
  return { ...ranked, reason: `${ranked.reason} It ${why}.` };
}

function droppedAsBroken({ deployment }: Ranked): DroppedCandidate {
  return {
    deploymentId: deployment.id,
    cause: 'breaker_open',
    detail: 'Failed repeatedly; left alone until it may be tried again.',
  };
}
