import type {
  Candidate,
  ChatBody,
  ComplexityScore,
  Deployment,
  DroppedCandidate,
  Mode,
  ModelRef,
  RequestedModel,
  RequestFeatures,
  RoutePlan,
  Tier,
} from '@llm-cost-optimizer/contracts';
import { type Money, toUsdString, usd } from '@llm-cost-optimizer/pricing';
import type { ComplexityScorer } from './complexity/scorer.ts';
import { isAllowed } from './plan/allowed-models.ts';
import { expectedOutputTokens } from './plan/expected-output.ts';
import { type DeploymentState, inHealthOrder } from './plan/health-order.ts';
import { namedFirst } from './plan/named-first.ts';
import { type Selection, selectDeployments } from './plan/select.ts';
import { STRATEGIES } from './strategies/index.ts';
import type { Ranked } from './strategies/strategy.ts';
import type { RoutingTables } from './tables.ts';

/** Everything a routing decision depends on; equal inputs give equal plans. */
export interface PlanInput {
  readonly requested: RequestedModel;
  readonly mode: Mode;
  readonly features: RequestFeatures;
  readonly body: ChatBody;
  readonly scorer: ComplexityScorer;
  readonly tables: RoutingTables;
  /** `route`: a plain name lets the router decide. `serve`: it gets the model it names. */
  readonly namedModels: 'route' | 'serve';
  /** The deployment of any model at a configured provider; null = the provider is not configured. */
  readonly resolve: (provider: string, model: string) => Deployment | null;
  /** The model a plain name means; null = unknown name. */
  readonly resolveName: (name: string) => ModelRef | null;
  readonly health: (deploymentId: string) => DeploymentState;
  /** Expected cost of a call; null = no price known. */
  readonly estimate: (deployment: Deployment, promptTokens: number, completionTokens: number) => Money | null;
  /** Expected cost at the model a plain name stands for, retired or not; null = it cannot be priced. Default: unknown. */
  readonly estimateNamed?: (name: string, promptTokens: number, completionTokens: number) => Money | null;
  /** Patterns such as `openai/*`; null = any. */
  readonly allowedModels: readonly string[] | null;
  /** Decimal string; null = no limit. */
  readonly maxCostUsd: string | null;
  /** Parameters a model refuses exclude it instead of being left out of the call. Default false. */
  readonly isStrict?: boolean;
  /** True for deployments that can no longer be called. Default: none. */
  readonly isRetired?: (deployment: Deployment) => boolean;
  /** Why a deployment cannot serve this request for reasons outside its model; holds for pinned models too. Default: none. */
  readonly objection?: (deployment: Deployment) => DroppedCandidate | null;
}

/**
 * The ordered decision for one request: who can serve it, best first, and who was left out and why. Pinned models and
 * named models that are served as asked make a plan of one, judged by nothing but the client's own limits. The list
 * is empty only when nobody can serve the request; `dropped` then says why.
 */
export function planRoute(input: PlanInput): RoutePlan {
  const { requested } = input;
  if (requested.kind === 'pinned') return planOne(input, requested, 'pinned');
  if (requested.kind === 'named' && input.namedModels === 'serve') {
    const ref = input.resolveName(requested.name);
    return ref === null ? emptyPlan(input, 'named:serve') : planOne(input, ref, 'named:serve');
  }
  return planByTable(input);
}

function planByTable(input: PlanInput): RoutePlan {
  const { body, features, mode } = input;
  const complexity = input.scorer.score(body, features);
  const { tier } = complexity;
  const selection = selectDeployments(input, tier);
  const tokens = expectedOutputTokens(body, features, tier);
  const priced = selection.deployments.map((deployment) => ({
    deployment,
    estimate: input.estimate(deployment, features.promptTokensEstimated, tokens),
  }));
  const ordered = STRATEGIES[mode].order(priced, { tier: selection.tier });
  const ranked = namedFirst(input, ordered, { prompt: features.promptTokensEstimated, completion: tokens });
  const reason = reasonOf(mode, tier, selection);
  return finish(input, { complexity, reason, ranked, dropped: selection.dropped });
}

function reasonOf(mode: Mode, tier: Tier, selection: Selection): string {
  const widened = selection.tier === tier ? '' : ` widened:${selection.tier}`;
  return `mode:${mode} tier:${tier}${widened}`;
}

const WORDS = {
  pinned: 'Pinned by its full name.',
  'named:serve': 'Named by the client; named models are served as asked.',
} as const;

function planOne(input: PlanInput, ref: ModelRef, reason: keyof typeof WORDS): RoutePlan {
  const deployment = input.resolve(ref.provider, ref.model);
  if (deployment === null) return emptyPlan(input, reason);
  if (!isAllowed(deployment, input.allowedModels)) {
    return { ...emptyPlan(input, reason), dropped: [notAllowed(deployment)] };
  }
  const objection = input.objection?.(deployment) ?? null;
  if (objection !== null) return { ...emptyPlan(input, reason), dropped: [objection] };
  const tokens = expectedOutputTokens(input.body, input.features, 'medium');
  const estimate = input.estimate(deployment, input.features.promptTokensEstimated, tokens);
  const ranked = [{ deployment, estimate, reason: WORDS[reason] }];
  return finish(input, { complexity: null, reason, ranked, dropped: [] });
}

interface Decision {
  readonly complexity: ComplexityScore | null;
  readonly reason: string;
  readonly ranked: readonly Ranked[];
  readonly dropped: readonly DroppedCandidate[];
}

/** What holds for every kind of plan: the client's cost limit, then the health of what is left. */
function finish(input: PlanInput, { complexity, reason, ranked, dropped }: Decision): RoutePlan {
  const limit = input.maxCostUsd === null ? null : usd(input.maxCostUsd);
  const affordable = limit === null ? ranked : ranked.filter(({ estimate }) => estimate !== null && estimate <= limit);
  const tooDear = limit === null ? [] : ranked.filter((one) => !affordable.includes(one)).map(tooExpensive);
  const { kept, dropped: unhealthy } = inHealthOrder(affordable, input.health);
  return {
    requested: input.requested,
    mode: input.mode,
    complexity,
    reason,
    candidates: kept.map(toCandidate),
    dropped: tooDear.length + unhealthy.length === 0 ? dropped : [...dropped, ...tooDear, ...unhealthy],
  };
}

function toCandidate({ deployment, estimate, reason }: Ranked): Candidate {
  return { deployment, reason, estimatedCostUsd: estimate === null ? null : toUsdString(estimate) };
}

function tooExpensive({ deployment, estimate }: Ranked): DroppedCandidate {
  const detail =
    estimate === null
      ? 'No price known, so the limit cannot be kept.'
      : `Expected to cost ${toUsdString(estimate)} USD, more than the limit.`;
  return { deploymentId: deployment.id, cause: 'too_expensive', detail };
}

function notAllowed({ id }: Deployment): DroppedCandidate {
  return { deploymentId: id, cause: 'not_allowed', detail: 'Not among the allowed models.' };
}

function emptyPlan({ requested, mode }: PlanInput, reason: string): RoutePlan {
  return { requested, mode, complexity: null, reason, candidates: [], dropped: [] };
}
