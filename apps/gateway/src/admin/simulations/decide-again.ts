import type { Candidate, DecisionInputs, RequestFeatures, RoutePlan, Tier } from '@llm-cost-optimizer/contracts';
import type { SampledRequest } from '@llm-cost-optimizer/persistence';
import { type RecordedDecision, replayDecision, underConfiguration } from '@llm-cost-optimizer/routing';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { featuresSchema, worldOf } from '../decisions/decision-service.ts';

/** A configuration as decisions are made with it, at one time. */
export interface SimulatedWorld {
  readonly snapshot: Snapshot;
  readonly world: ReturnType<typeof worldOf>;
}

/** One configuration's choice for one request. */
export interface SimulatedChoice {
  /** Null = the request would be refused. */
  readonly candidate: Candidate | null;
  readonly plan: RoutePlan | null;
  /** What the request is expected to cost in USD; null = unknown. */
  readonly costUsd: number | null;
  /** Cause of a refusal. */
  readonly refusal: string | null;
}

/** A sampled request under both configurations, or why it stays as it was. */
export type DecidedAgain =
  | { readonly kind: 'stays'; readonly why: string; readonly costUsd: number | null; readonly refusal: string | null }
  | { readonly kind: 'decided'; readonly now: SimulatedChoice; readonly draft: SimulatedChoice };

export function simulatedWorld(snapshot: Snapshot, at: number): SimulatedWorld {
  return { snapshot, world: worldOf(snapshot, at) };
}

/**
 * Decides a recorded request under the configuration in force and the draft. `recorded` is the configuration of then; null = it is not kept,
 * and what was asked then is taken for asked by the client.
 */
export function decideAgain(
  row: SampledRequest,
  recorded: Snapshot | null,
  now: SimulatedWorld,
  draft: SimulatedWorld,
): DecidedAgain {
  const costUsd = row.costUsd === null ? null : Number(row.costUsd);
  const stays = (why: string, refusal: string | null = null) => ({ kind: 'stays' as const, why, costUsd, refusal });
  if (row.cache === 'HIT' || row.cache === 'SEMANTIC') return stays('cache_hit');
  if (row.cache === 'DEDUP') return stays('shared_answer');
  if (row.decision === null) return stays('no_decision');
  const { requested } = row.decision;
  if (requested.kind === 'pinned') {
    const isThere = draft.snapshot.deployment(requested.provider, requested.model) !== null;
    return stays('pinned', isThere ? null : 'model_not_offered');
  }
  if (row.served === null) return stays('not_answered');
  const features = featuresSchema.safeParse(row.features);
  if (!features.success) return stays('no_features');
  const complexity =
    row.score === null || row.tier === null
      ? null
      : { score: row.score, tier: row.tier, scorer: row.scorer ?? 'unknown' };
  const record = { inputs: row.decision, features: features.data, complexity };
  const chosen = [now, draft].map((target) => choose(row, record, recorded, now, target));
  const [first, second] = chosen;
  if (first == null || second == null) return stays('other_weights');
  return { kind: 'decided', now: first, draft: second };
}

function choose(
  row: SampledRequest,
  record: RecordedDecision,
  recorded: Snapshot | null,
  now: SimulatedWorld,
  target: SimulatedWorld,
): SimulatedChoice | null {
  const moved = underConfiguration(record.inputs, recorded?.config ?? null, target.snapshot.config);
  if (moved.kind === 'refused') return { candidate: null, plan: null, costUsd: null, refusal: 'rule' };
  const replay = replayDecision({ ...record, inputs: moved.inputs }, target.world);
  if (replay.kind === 'impossible') return null;
  const { plan } = replay;
  const [candidate] = plan.candidates;
  if (candidate === undefined) {
    return { candidate: null, plan, costUsd: null, refusal: plan.dropped[0]?.cause ?? 'no_model' };
  }
  return { candidate, plan, costUsd: costOf(row, record, candidate, now, target), refusal: null };
}

/**
 * The recorded cost, times what the chosen model is expected to cost relative to the one that answered. So a request that stays with
 * its model costs what it did. Tokens of the answer are the recorded ones, scaled where the usual length of both models is known.
 */
function costOf(
  row: SampledRequest,
  { inputs, features }: RecordedDecision,
  { deployment }: Candidate,
  now: SimulatedWorld,
  target: SimulatedWorld,
): number | null {
  if (row.costUsd === null || row.served === null) return null;
  const answer = row.completionTokens ?? 0;
  const prompt = features.promptTokensEstimated;
  const isSame = deployment.id === row.served;
  const cached = row.cachedTokens ?? 0;
  const before = servedCost(row.served, { prompt, cached, completion: answer }, now, target);
  const own = isSame ? answer : scaledAnswer(answer, inputs, features, row.served, deployment.id);
  const after = isSame
    ? target.world.estimateWarm?.(deployment, { prompt, cached, completion: own })
    : target.world.estimate(deployment, prompt, own);
  if (before == null || after == null) return null;
  if (before === 0n) return Number(after) / PICO;
  return (Number(row.costUsd) * Number(after)) / Number(before);
}

const PICO = 1e12;

function servedCost(
  served: string,
  tokens: { prompt: number; cached: number; completion: number },
  ...worlds: readonly SimulatedWorld[]
): bigint | null {
  const slash = served.indexOf('/');
  for (const { snapshot, world } of worlds) {
    const deployment = snapshot.deployment(served.slice(0, slash), served.slice(slash + 1));
    if (deployment !== null) return world.estimateWarm?.(deployment, tokens) ?? null;
  }
  return null;
}

function scaledAnswer(
  answer: number,
  { outputTokens = {} }: DecisionInputs,
  { maxOutputTokens }: RequestFeatures,
  served: string,
  chosen: string,
): number {
  const usual = outputTokens[served];
  const other = outputTokens[chosen];
  const scaled = usual === undefined || other === undefined || usual <= 0 ? answer : (answer * other) / usual;
  return Math.max(1, Math.round(Math.min(scaled, maxOutputTokens ?? Number.POSITIVE_INFINITY)));
}

/** The tier of a choice: the one a rule set, else that of the score. */
export function tierOfPlan(plan: RoutePlan | null): Tier | 'none' {
  return plan?.policy?.fixedTier ?? plan?.complexity?.tier ?? 'none';
}
