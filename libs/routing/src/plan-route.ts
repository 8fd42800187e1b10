import type {
  ChatBody,
  Deployment,
  DroppedCandidate,
  MatchedRule,
  Mode,
  ModelRef,
  RequestedModel,
  RequestFeatures,
  RoutePlan,
  RoutePolicy,
  WarmCache,
} from '@llm-cost-optimizer/contracts';
import type { Money } from '@llm-cost-optimizer/pricing';
import type { ComplexityScorer, Judgement } from './complexity/scorer.ts';
import { isAllowed } from './plan/allowed-models.ts';
import { planByTable } from './plan/by-table.ts';
import { expectedOutputTokens } from './plan/expected-output.ts';
import { finish } from './plan/finish.ts';
import type { DeploymentState } from './plan/health-order.ts';
import { Notes } from './plan/notes.ts';
import { withFallbacks } from './plan/with-fallbacks.ts';
import type { PromptReading } from './quality/quality-model.ts';
import type { Chance } from './strategies/strategy.ts';
import type { RoutingTables } from './tables.ts';

/** Everything a routing decision depends on; equal inputs give equal plans. */
export interface PlanInput {
  readonly requested: RequestedModel;
  readonly mode: Mode;
  readonly features: RequestFeatures;
  readonly body: ChatBody;
  readonly scorer: ComplexityScorer;
  /** A judgement that was made before (a rule asked for the task, say). Default: the scorer makes it. */
  readonly judgement?: Judgement | null;
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
  /** Dial, target and tiers; what is left out is not set. Default: the mode alone. */
  readonly policy?: Partial<Omit<RoutePolicy, 'mode'>>;
  /** The rule that set mode or policy, for the record. */
  readonly rule?: MatchedRule;
  /** How likely a deployment's answer will do; null = not known. Default: not known. */
  readonly chance?: (deployment: Deployment, reading: PromptReading) => Chance | null;
  /** Version of the beliefs behind `chance`, for the record. */
  readonly beliefs?: number;
  /** Tokens that one answer of a deployment usually has, by experience; null = nothing was seen. Default: the table. */
  readonly outputTokens?: (deployment: Deployment, task: string | null) => number | null;
  /** Milliseconds to the end of an answer of so many tokens, by experience; null = nothing was seen. Default: not known. */
  readonly latencyMs?: (deployment: Deployment, outputTokens: number) => number | null;
  /** The prompt cache an earlier turn left; null = none. */
  readonly warm?: WarmCache | null;
  /** Expected cost of a call of which `cachedTokens` of the prompt are read from the provider's cache; null = no price known. */
  readonly estimateWarm?: (
    deployment: Deployment,
    tokens: { readonly prompt: number; readonly cached: number; readonly completion: number },
  ) => Money | null;
  /** Share of a conversation's cost that may be lost by leaving warm caches. Default 0.1. */
  readonly switchBudget?: number;
  /** Models to try behind the first choice and before the rest of the route. Default: none. */
  readonly fallbacks?: readonly RequestedModel[];
  /** The loss of P(good) that keeps a target on average; null = the one fitted on public data. Default: that one. */
  readonly toleratedLoss?: (target: number) => number | null;
  /** Random numbers that took part, for the record. */
  readonly seeds?: Readonly<Record<string, number>>;
}

/**
 * The ordered decision for one request, with the fallbacks that it names: who can serve it, best first, and who was left out and why. Pinned models and
 * named models that are served as asked make a plan of one, judged by nothing but the client's own limits. The list
 * is empty only when nobody can serve the request; `dropped` then says why.
 */
export function planRoute(given: PlanInput): RoutePlan {
  return withFallbacks(planOwn(given), given, planOwn);
}

function planOwn(given: PlanInput): RoutePlan {
  const notes = new Notes(given);
  const input: PlanInput = given.objection === undefined ? given : { ...given, objection: notes.objection };
  const { requested } = input;
  if (requested.kind === 'pinned') return planOne(input, notes, requested, 'pinned');
  if (requested.kind === 'named' && input.namedModels === 'serve') {
    const ref = input.resolveName(requested.name);
    return ref === null ? emptyPlan(input, notes, 'named:serve') : planOne(input, notes, ref, 'named:serve');
  }
  return planByTable(input, notes);
}

const WORDS = {
  pinned: 'Pinned by its full name.',
  'named:serve': 'Named by the client; named models are served as asked.',
} as const;

function planOne(input: PlanInput, notes: Notes, ref: ModelRef, why: keyof typeof WORDS): RoutePlan {
  const byRule = input.rule !== undefined && input.requested.kind === 'pinned';
  const reason = byRule ? `rule:${input.rule?.name}` : why;
  const deployment = input.resolve(ref.provider, ref.model);
  if (deployment === null) return emptyPlan(input, notes, reason);
  if (!isAllowed(deployment, input.allowedModels)) {
    return { ...emptyPlan(input, notes, reason), dropped: [notAllowed(deployment)] };
  }
  const objection = input.objection?.(deployment) ?? null;
  if (objection !== null) return { ...emptyPlan(input, notes, reason), dropped: [objection] };
  const tokens = expectedOutputTokens(input, 'medium', notes.outputTokens(deployment, null));
  const estimate = input.estimate(deployment, input.features.promptTokensEstimated, tokens);
  const words = byRule ? `Chosen by the rule "${input.rule?.name}".` : WORDS[why];
  return finish(input, notes, {
    complexity: null,
    reason,
    ranked: [{ deployment, estimate, reason: words }],
    dropped: [],
  });
}

function notAllowed({ id }: Deployment): DroppedCandidate {
  return { deploymentId: id, cause: 'not_allowed', detail: 'Not among the allowed models.' };
}

function emptyPlan(input: PlanInput, notes: Notes, reason: string): RoutePlan {
  return finish(input, notes, { complexity: null, reason, ranked: [], dropped: [] });
}
