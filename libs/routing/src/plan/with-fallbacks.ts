import type {
  Candidate,
  DecisionInputs,
  DroppedCandidate,
  RequestedModel,
  RoutePlan,
} from '@llm-cost-optimizer/contracts';
import type { PlanInput } from '../plan-route.ts';
import { lackOf } from './capabilities.ts';

const REASON = 'A fallback that the request names.';

/**
 * The plan with the request's own fallbacks: the first choice stays, then come the named models in their order, then the
 * rest of the route. A name means what it means in `model`, but a real model is served as named; one that cannot serve the
 * request is left out with its cause.
 */
export function withFallbacks(
  plan: RoutePlan,
  { fallbacks = [], rule: _rule, ...input }: PlanInput,
  planRoute: (input: PlanInput) => RoutePlan,
): RoutePlan {
  if (fallbacks.length === 0) return plan;
  const [first, ...others] = plan.candidates;
  const dropped: DroppedCandidate[] = [...plan.dropped];
  const plans = fallbacks.map((requested) => planRoute({ ...input, requested, namedModels: 'serve' }));
  const named = plans.flatMap((own) => {
    dropped.push(...own.dropped);
    if (own.candidates.length + own.dropped.length === 0) dropped.push(unknown(own.requested));
    return own.candidates.filter((candidate) => isFit(candidate, input, dropped)).map(asFallback);
  });
  const candidates = unique(first === undefined ? named : [first, ...named, ...others]);
  const taken = new Set(candidates.map(({ deployment }) => deployment.id));
  return {
    ...plan,
    candidates,
    dropped: dropped.filter((one) => !taken.has(one.deploymentId)),
    ...(plan.inputs === undefined ? {} : { inputs: recorded(plan.inputs, plans, fallbacks) }),
  };
}

/** What a route leaves out for its lacks must not come in by name, where it could only fail. */
function isFit({ deployment }: Candidate, { features }: PlanInput, dropped: DroppedCandidate[]): boolean {
  const lack = lackOf(deployment, features);
  if (lack !== null) dropped.push(lack);
  return lack === null;
}

function asFallback(candidate: Candidate): Candidate {
  return { ...candidate, reason: REASON };
}

function unknown({ name }: RequestedModel): DroppedCandidate {
  const detail = 'Named as a fallback, but nobody knows this model, or its provider is not configured.';
  return { deploymentId: name, cause: 'no_provider_key', detail };
}

function unique(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ deployment }) => !seen.has(deployment.id) && seen.add(deployment.id));
}

/** What was seen of the fallbacks belongs to the record of the decision, too. */
function recorded(
  inputs: DecisionInputs,
  plans: readonly RoutePlan[],
  fallbacks: readonly RequestedModel[],
): DecisionInputs {
  const seen = plans.map((plan) => plan.inputs).filter((own) => own !== undefined);
  const all = [inputs, ...seen];
  const objections = [...new Set(all.flatMap((own) => own.objections ?? []))];
  const maps = (['health', 'outputTokens', 'latencyMs', 'learned'] as const).flatMap((name) => {
    const merged = Object.assign({}, ...all.map((own) => own[name] ?? {}));
    return Object.keys(merged).length === 0 ? [] : [[name, merged] as const];
  });
  return {
    ...inputs,
    fallbacks,
    ...(objections.length === 0 ? {} : { objections }),
    ...Object.fromEntries(maps),
  };
}
