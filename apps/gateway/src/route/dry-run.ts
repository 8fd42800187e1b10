import { type ErrorBody, GatewayError, type RoutePlan } from '@llm-cost-optimizer/contracts';
import { baselineRef } from '../completions/accounting.ts';
import { decide, understand } from '../completions/completion.pipeline.ts';
import type { Exchange } from '../completions/exchange.ts';
import { openRun } from '../completions/open-run.ts';
import type { Run } from '../completions/run.ts';
import type { CompletionServices } from '../completions/services.ts';
import { authenticate } from '../completions/stages/authenticate.stage.ts';

/** The decision about a request as `POST /v1/route` answers it. Amounts are decimal strings in USD, null = not known. */
export interface RouteDecision {
  readonly object: 'route';
  readonly requested_model: string;
  readonly mode: string;
  /** 1 to 10; null for pinned models, which are not scored. */
  readonly score: number | null;
  readonly tier: string | null;
  readonly scorer: string | null;
  readonly reasons: readonly { readonly signal: string; readonly weight: number; readonly detail: string }[];
  readonly route_reason: string;
  readonly features: Readonly<Record<string, unknown>> | null;
  readonly candidates: readonly {
    readonly id: string;
    readonly provider: string;
    readonly model: string;
    readonly reason: string;
    readonly estimated_cost_usd: string | null;
    readonly simulated: boolean;
  }[];
  readonly dropped: readonly { readonly id: string; readonly cause: string; readonly detail: string }[];
  /** Model the request would be measured against; null = none could be priced. */
  readonly baseline: string | null;
  readonly config_version: string;
  /** What a chat request would be answered with when nobody can serve it; null = somebody can. */
  readonly error: ErrorBody['error'] | null;
}

/**
 * Decides about a chat request without sending it anywhere: no provider call, no cache, no ledger row, no budget.
 * Throws GatewayError for a bad key or body, like the chat endpoint.
 */
export function dryRun(exchange: Exchange, services: CompletionServices): RouteDecision {
  const run = openRun(exchange, services);
  run.caller = authenticate(exchange, services.keys, services);
  understand(run, services);
  const error = decideOrExplain(run, services);
  return describe(run, error);
}

/** The error of a request that nobody can serve belongs to the decision. */
function decideOrExplain(run: Run, services: CompletionServices): GatewayError | null {
  try {
    decide(run, services);
    return null;
  } catch (error) {
    if (error instanceof GatewayError && run.plan !== null) return error;
    throw error;
  }
}

function describe(run: Run, error: GatewayError | null): RouteDecision {
  const { plan, requested, mode } = run;
  if (plan === null || requested === null || mode === null) throw new Error('A decision without a plan.');
  const { complexity } = plan;
  const baseline = baselineRef(run, null);
  return {
    object: 'route',
    requested_model: requested.name,
    mode,
    score: complexity?.score ?? null,
    tier: complexity?.tier ?? null,
    scorer: complexity?.scorer ?? null,
    reasons: complexity?.reasons ?? [],
    route_reason: plan.reason,
    features: run.features === null ? null : { ...run.features },
    ...listed(plan),
    baseline: baseline === null ? null : `${baseline.provider}/${baseline.model}`,
    config_version: run.snapshot.versionLabel,
    error: error?.toBody().error ?? null,
  };
}

function listed(plan: RoutePlan): Pick<RouteDecision, 'candidates' | 'dropped'> {
  return {
    candidates: plan.candidates.map(({ deployment, reason, estimatedCostUsd }) => ({
      id: deployment.id,
      provider: deployment.provider,
      model: deployment.model,
      reason,
      estimated_cost_usd: estimatedCostUsd,
      simulated: deployment.isSimulated,
    })),
    dropped: plan.dropped.map(({ deploymentId, cause, detail }) => ({ id: deploymentId, cause, detail })),
  };
}
