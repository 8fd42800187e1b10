import { type Deployment, type DroppedCandidate, TIERS, type Tier } from '@llm-cost-optimizer/contracts';
import type { PlanInput } from '../plan-route.ts';
import type { RouteCell } from '../tables.ts';
import { isAllowed } from './allowed-models.ts';
import { lackOf, misfitOf, rejectedParameterOf } from './capabilities.ts';

/** The deployments that can serve a request, in the configured order. */
export interface Selection {
  /** The tier whose list they come from. */
  readonly tier: Tier;
  readonly deployments: readonly Deployment[];
  readonly dropped: readonly DroppedCandidate[];
}

/** Where to look when a tier has nobody who can: better models first. */
const NEIGHBOURS: Readonly<Record<Tier, readonly Tier[]>> = {
  low: ['low', 'medium', 'high'],
  medium: ['medium', 'high', 'low'],
  high: ['high', 'medium', 'low'],
};

/**
 * The deployments of the mode's list for this tier that can serve the request. When none can (an image for text-only
 * models, a prompt over the window, a missing key), the lists of the other tiers are asked, better models first:
 * an answer from the wrong shelf beats no answer.
 */
export function selectDeployments(input: PlanInput, tier: Tier): Selection {
  const row = input.tables.cells[input.mode];
  const dropped: DroppedCandidate[] = [];
  const seen = new Set<string>();
  for (const candidateTier of NEIGHBOURS[tier]) {
    if (isBelow(candidateTier, input)) {
      dropBelow(row[candidateTier], tier, dropped, seen);
      continue;
    }
    const capable = capableOf(input, row[candidateTier], dropped, seen);
    const deployments = withoutMisfits(input, capable, dropped);
    if (deployments.length > 0) return { tier: candidateTier, deployments, dropped };
  }
  return { tier, deployments: [], dropped };
}

/**
 * The deployments of all lists of the mode from a tier upwards that can serve the request, in the order of the lists. Where
 * none can, the lists below are asked, too.
 */
export function selectPool(input: PlanInput, lowest: Tier): Selection {
  const row = input.tables.cells[input.mode];
  const dropped: DroppedCandidate[] = [];
  const seen = new Set<string>();
  const at = TIERS.indexOf(lowest);
  const capable = TIERS.slice(at).flatMap((tier) => capableOf(input, row[tier], dropped, seen));
  const below = TIERS.slice(0, at);
  if (capable.length > 0) {
    for (const tier of below) dropBelow(row[tier], lowest, dropped, seen);
    return { tier: lowest, deployments: withoutMisfits(input, capable, dropped), dropped };
  }
  const others = below
    .toReversed()
    .filter((tier) => !isBelow(tier, input))
    .flatMap((tier) => capableOf(input, row[tier], dropped, seen));
  return { tier: lowest, deployments: withoutMisfits(input, others, dropped), dropped };
}

/** An answer from a wrong shelf beats none, but not from a shelf that was ruled out. */
function isBelow(tier: Tier, { policy }: PlanInput): boolean {
  return policy?.minTier != null && TIERS.indexOf(tier) < TIERS.indexOf(policy.minTier);
}

function dropBelow(cell: RouteCell, lowest: Tier, dropped: DroppedCandidate[], seen: Set<string>): void {
  for (const { id } of cell.deployments) {
    if (!isFirst(seen, id)) continue;
    const detail = `Below the tier ${lowest}, the lowest for this request.`;
    dropped.push({ deploymentId: id, cause: 'below_min_tier', detail });
  }
}

function capableOf(input: PlanInput, cell: RouteCell, dropped: DroppedCandidate[], seen: Set<string>): Deployment[] {
  const capable: Deployment[] = [];
  for (const one of cell.unavailable) if (isFirst(seen, one.deploymentId)) dropped.push(one);
  for (const deployment of cell.deployments) {
    if (!isFirst(seen, deployment.id)) continue;
    const cause = reasonAgainst(input, deployment);
    if (cause === null) capable.push(deployment);
    else dropped.push(cause);
  }
  return capable;
}

/** A list of another tier may name the same model again; it is judged and reported once. */
function isFirst(seen: Set<string>, id: string): boolean {
  if (seen.has(id)) return false;
  seen.add(id);
  return true;
}

/** Why a deployment cannot serve the request; null = it can. */
export function reasonAgainst(input: PlanInput, deployment: Deployment): DroppedCandidate | null {
  if (input.isRetired?.(deployment) === true) {
    return { deploymentId: deployment.id, cause: 'retired', detail: 'Its provider no longer offers it.' };
  }
  if (!isAllowed(deployment, input.allowedModels)) {
    return { deploymentId: deployment.id, cause: 'not_allowed', detail: 'Not among the allowed models.' };
  }
  const lack = lackOf(deployment, input.features) ?? input.objection?.(deployment) ?? null;
  if (lack !== null) return lack;
  return input.isStrict === true ? rejectedParameterOf(deployment, input.body) : null;
}

function withoutMisfits(input: PlanInput, capable: Deployment[], dropped: DroppedCandidate[]): readonly Deployment[] {
  if (capable.length < 2) return capable;
  const misfits = capable.map((deployment) => misfitOf(deployment, input.body));
  const fitting = capable.filter((_, at) => misfits[at] === null);
  if (fitting.length === 0 || fitting.length === capable.length) return capable;
  for (const misfit of misfits) if (misfit !== null) dropped.push(misfit);
  return fitting;
}
