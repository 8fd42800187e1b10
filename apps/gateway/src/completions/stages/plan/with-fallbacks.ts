import type { Candidate, DroppedCandidate, RoutePlan } from '@llm-cost-optimizer/contracts';
import { lackOf, type PlanInput, planRoute } from '@llm-cost-optimizer/routing';
import type { Run } from '../../run.ts';

const REASON = 'A fallback that the request names.';

/**
 * The plan with the request's own fallbacks: the first choice stays, then come the named models in their order, then
 * the rest of the route. Names mean the same as in `model`, but a real model is served as named; one that cannot serve the
 * request is left out with its cause.
 */
export function withFallbacks(plan: RoutePlan, run: Run, input: PlanInput): RoutePlan {
  const names = run.request?.options.fallbacks ?? [];
  if (names.length === 0) return plan;
  const [first, ...others] = plan.candidates;
  const dropped: DroppedCandidate[] = [];
  const named = names.flatMap((name) => {
    const own = planRoute({ ...input, requested: run.snapshot.requestedModel(name), namedModels: 'serve' });
    dropped.push(...own.dropped);
    if (own.candidates.length + own.dropped.length === 0) dropped.push(unknown(name));
    return own.candidates.filter((candidate) => isFit(candidate, input, dropped)).map(asFallback);
  });
  const candidates = unique(first === undefined ? named : [first, ...named, ...others]);
  const taken = new Set(candidates.map(({ deployment }) => deployment.id));
  return { ...plan, candidates, dropped: [...plan.dropped, ...dropped].filter((one) => !taken.has(one.deploymentId)) };
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

function unknown(name: string): DroppedCandidate {
  const detail = 'Named as a fallback, but nobody knows this model, or its provider is not configured.';
  return { deploymentId: name, cause: 'no_provider_key', detail };
}

function unique(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ deployment }) => !seen.has(deployment.id) && seen.add(deployment.id));
}
