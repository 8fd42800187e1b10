import type {
  Candidate,
  ComplexityScore,
  DroppedCandidate,
  RoutePlan,
  SwitchTrace,
} from '@llm-cost-optimizer/contracts';
import { toUsdString, usd } from '@llm-cost-optimizer/pricing';
import type { PlanInput } from '../plan-route.ts';
import type { Ranked } from '../strategies/strategy.ts';
import { inHealthOrder } from './health-order.ts';
import { type Notes, policyOf } from './notes.ts';

/** A decision before the client's cost limit and the health of the deployments were looked at. */
export interface Draft {
  readonly complexity: ComplexityScore | null;
  readonly reason: string;
  readonly ranked: readonly Ranked[];
  readonly dropped: readonly DroppedCandidate[];
  /** P(good) of the strongest model of the routes; null = not known. */
  readonly strongest?: number | null;
  readonly switching?: SwitchTrace | null;
}

/** What holds for every kind of plan: the client's cost limit, then the health of what is left; and the record of it all. */
export function finish(input: PlanInput, notes: Notes, draft: Draft): RoutePlan {
  const { ranked, dropped } = draft;
  const limit = input.maxCostUsd === null ? null : usd(input.maxCostUsd);
  const affordable = limit === null ? ranked : ranked.filter(({ estimate }) => estimate !== null && estimate <= limit);
  const tooDear = limit === null ? [] : ranked.filter((one) => !affordable.includes(one)).map(tooExpensive);
  const { kept, dropped: unhealthy } = inHealthOrder(affordable, notes.health);
  const expectedQuality = qualityOf(kept[0], draft.strongest ?? null);
  return {
    requested: input.requested,
    mode: input.mode,
    complexity: draft.complexity,
    reason: draft.reason,
    candidates: kept.map(toCandidate),
    dropped: tooDear.length + unhealthy.length === 0 ? dropped : [...dropped, ...tooDear, ...unhealthy],
    ...(draft.complexity === null ? {} : { policy: policyOf(input) }),
    ...(input.rule === undefined ? {} : { rule: input.rule }),
    ...(expectedQuality === null ? {} : { expectedQuality }),
    ...(draft.switching == null ? {} : { switching: draft.switching }),
    inputs: notes.inputs(draft.complexity?.reading),
  };
}

/** What the first candidate is expected to get of what the strongest model would; in steps of a thousandth, at most 1. */
function qualityOf(first: Ranked | undefined, strongest: number | null): number | null {
  const pGood = first?.chance?.pGood;
  if (pGood === undefined || strongest === null || strongest <= 0) return null;
  return Math.min(1, Math.round((pGood / strongest) * 1_000) / 1_000);
}

function toCandidate({ deployment, estimate, reason, chance, latencyMs }: Ranked): Candidate {
  return {
    deployment,
    reason,
    estimatedCostUsd: estimate === null ? null : toUsdString(estimate),
    ...(chance === undefined ? {} : { pGood: Math.round(chance.pGood * 10_000) / 10_000 }),
    ...(latencyMs === undefined ? {} : { latencyMs: Math.round(latencyMs) }),
  };
}

function tooExpensive({ deployment, estimate }: Ranked): DroppedCandidate {
  const detail =
    estimate === null
      ? 'No price known, so the limit cannot be kept.'
      : `Expected to cost ${toUsdString(estimate)} USD, more than the limit.`;
  return { deploymentId: deployment.id, cause: 'too_expensive', detail };
}
