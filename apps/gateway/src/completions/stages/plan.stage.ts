import { type Deployment, type DroppedCandidate, GatewayError } from '@llm-cost-optimizer/contracts';
import { type PlanInput, planRoute } from '@llm-cost-optimizer/routing';
import type { Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';
import type { SurfaceRequest } from '../surfaces/surface.ts';
import { detourWireOf, nativeWireOf } from './execute/native-wire.ts';
import { budgetObjection } from './plan/budget-objection.ts';
import { keyObjection } from './plan/key-objection.ts';
import { planAsNamed } from './plan/plan-as-named.ts';
import { routeInput } from './plan/route-input.ts';
import { isStrict, strictObjection } from './plan/strict-objection.ts';

/**
 * Decides which deployments may serve the request, best first. Fills `run.plan`.
 * Throws `model_not_found`, `context_length_exceeded`, `no_capable_model`, `max_cost_exceeded` when none can.
 */
export function plan(run: Run, services: CompletionServices): void {
  const { requested } = run;
  if (requested === null) throw new Error('plan before parse');
  const input: PlanInput = { ...routeInput(run, services), ...objectionOf(run, services) };
  const { choice } = run.exchange.surface;
  const isRouted = choice === 'routed' || (choice === 'counted' && requested.kind === 'virtual');
  const routePlan = isRouted ? planRoute({ ...input, ...fallbacksOf(run) }) : planAsNamed(run, input);
  run.plan = routePlan;
  if (routePlan.candidates.length === 0) throw noCandidate(run, routePlan.dropped);
}

/** Only where one model can stand in for another. */
function fallbacksOf({ request, snapshot }: Run): Pick<PlanInput, 'fallbacks'> {
  const names = request?.options.fallbacks;
  return names === undefined ? {} : { fallbacks: names.map((name) => snapshot.requestedModel(name)) };
}

/** What speaks against deployments beside their models. */
export function objectionOf(run: Run, services: CompletionServices): Pick<PlanInput, 'objection'> {
  const first = run.surfaceRequest === null ? undefined : objectionTo(run, run.surfaceRequest);
  const second = budgetObjection(run, services, keyObjection(run, first));
  const objection = isStrict(run) ? strictObjection(run, second) : second;
  return objection === undefined ? {} : { objection };
}

/** What no chat model can do is served by those that speak the client's own API, with the client's own body. */
function objectionTo({ snapshot, exchange }: Run, { unsupported }: SurfaceRequest) {
  const fields = unsupported.map(({ field }) => field).join(', ');
  return (deployment: Deployment): DroppedCandidate | null => {
    if (unsupported.length === 0) return null;
    const { surface } = exchange;
    if ((nativeWireOf(snapshot, deployment, surface) ?? detourWireOf(snapshot, deployment, surface)) !== null)
      return null;
    const detail = `Does not speak the API of the request, which ${fields} needs.`;
    return { deploymentId: deployment.id, cause: 'surface_feature', detail };
  };
}

const NEEDS: Readonly<Partial<Record<DroppedCandidate['cause'], string>>> = {
  no_images: 'image input',
  no_tools: 'tools',
  no_json_schema: 'JSON schema answers',
};

/** Why nobody can serve it, in one sentence that names the remedy. */
function noCandidate(run: Run, dropped: readonly DroppedCandidate[]): GatewayError {
  const causes = new Set(dropped.map((candidate) => candidate.cause));
  if (dropped.length === 0) return modelNotFound(run);
  if (causes.has('context_too_small') || causes.has('output_too_small')) {
    return new GatewayError(
      'context_length_exceeded',
      `The prompt of about ${run.features?.promptTokensEstimated ?? 0} tokens (with the asked answer) fits no model of this route. Shorten it or allow a model with a larger window.`,
      { param: 'messages' },
    );
  }
  if (causes.has('too_expensive')) {
    return new GatewayError(
      'max_cost_exceeded',
      'Every model of this route is expected to cost more than max_cost_usd. Raise it or leave it out.',
      {
        param: 'lco.max_cost_usd',
      },
    );
  }
  if (causes.has('over_budget')) return overBudget(dropped);
  if (causes.has('surface_feature')) return noSpeaker(run);
  if (causes.has('retired')) return allRetired(run, dropped);
  const needs = [...causes].map((cause) => NEEDS[cause]).filter((need) => need !== undefined);
  if (needs.length > 0) {
    return new GatewayError(
      'no_capable_model',
      `No model of this route offers ${needs.join(' and ')}. Add one to the route or name a model that does.`,
    );
  }
  if (causes.has('parameter_rejected')) return tooStrict(dropped);
  if (causes.has('not_allowed'))
    return new GatewayError('model_not_allowed', 'No model of this route is among the allowed models.', {
      param: 'lco.allowed_models',
    });
  return modelNotFound(run);
}

/** Only strict requests leave out models for their parameters alone. */
function tooStrict(dropped: readonly DroppedCandidate[]): GatewayError {
  const detail = dropped.find(({ cause }) => cause === 'parameter_rejected')?.detail ?? '';
  return new GatewayError(
    'no_capable_model',
    `With strict_params no model of this route can serve the request. ${detail} Leave the parameter out, or strict_params off.`,
    { param: 'lco.strict_params' },
  );
}

/** In the words of the surface: what cannot be carried over, and why. */
function noSpeaker({ surfaceRequest }: Run): GatewayError {
  const [first] = surfaceRequest?.unsupported ?? [];
  return new GatewayError(
    'no_capable_model',
    `No model of this route offers what the request needs: ${first?.field ?? 'its API'}. ${first?.reason ?? ''} Name a model of a provider that has this API.`,
    { param: first?.field ?? null },
  );
}

/** Only budgets of models leave out models; all others refuse when the money is to be held. */
function overBudget(dropped: readonly DroppedCandidate[]): GatewayError {
  const detail = dropped.find(({ cause }) => cause === 'over_budget')?.detail ?? '';
  return new GatewayError(
    'budget_exceeded',
    `No other model of this route can serve the request. ${detail} Raise it, wait for its next period, or add a model to the route.`,
  );
}

function allRetired({ requested }: Run, dropped: readonly DroppedCandidate[]): GatewayError {
  const gone = dropped.flatMap(({ cause, deploymentId }) => (cause === 'retired' ? [deploymentId] : []));
  const name = (requested?.name ?? '').slice(0, 100);
  return new GatewayError(
    'model_not_found',
    `No model for "${name}" is left: ${gone.slice(0, 3).join(', ')} can no longer be called. Put current models into the route.`,
    { param: 'model' },
  );
}

function modelNotFound(run: Run): GatewayError {
  const name = run.requested?.name ?? '';
  const near = run.snapshot.catalogue.suggestNames(name);
  const hint = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ' GET /v1/models lists what is there.';
  return new GatewayError(
    'model_not_found',
    `The model "${name.slice(0, 100)}" is not offered by any configured provider.${hint}`,
    { param: 'model' },
  );
}
