import type { GatewayError, RouteDecision, RoutePlan } from '@llm-cost-optimizer/contracts';
import { explainRules } from '@llm-cost-optimizer/routing';
import { baselineRef } from '../completions/accounting.ts';
import type { Run } from '../completions/run.ts';
import { ruleFacts } from '../completions/stages/apply-rules.stage.ts';

/** A decision in the form of `POST /v1/route`. `error` = what a chat request would be answered with; null = somebody can serve it. */
export function describeDecision(run: Run, error: GatewayError | null): RouteDecision {
  const { plan, requested, mode, snapshot } = run;
  if (requested === null) throw new Error('A decision before parse.');
  const complexity = plan?.complexity ?? null;
  const baseline = plan === null ? null : baselineRef(run, null);
  return {
    object: 'route',
    requested_model: requested.name,
    mode: mode ?? snapshot.config.defaultMode,
    score: complexity?.score ?? null,
    tier: complexity?.tier ?? null,
    scorer: complexity?.scorer ?? null,
    need: complexity?.need ?? null,
    task: complexity?.reading?.task ?? null,
    certainty: complexity?.reading?.certainty ?? null,
    abstained: complexity?.isAbstained ?? false,
    policy: policyOf(plan),
    rule: run.rule?.name ?? null,
    rules: explainRules(snapshot.rules.all, ruleFacts(run)).map(({ name, verdict, failed }) => ({
      name,
      verdict,
      failed,
    })),
    reasons: [...(complexity?.reasons ?? [])],
    route_reason: plan?.reason ?? `rule:${run.rule?.name ?? ''}`,
    features: run.features === null ? null : { ...run.features },
    expected_quality: plan?.expectedQuality ?? null,
    switching: switchingOf(plan),
    cascade: cascadeOf(run),
    candidates: candidatesOf(plan),
    dropped: (plan?.dropped ?? []).map(({ deploymentId, cause, detail }) => ({ id: deploymentId, cause, detail })),
    baseline: baseline === null ? null : `${baseline.provider}/${baseline.model}`,
    config_version: snapshot.versionLabel,
    error: error?.toBody().error ?? null,
  };
}

function policyOf(plan: RoutePlan | null): RouteDecision['policy'] {
  if (plan?.policy === undefined) return null;
  const { dial, qualityTarget, minTier, fixedTier } = plan.policy;
  return { dial, quality_target: qualityTarget, min_tier: minTier, tier: fixedTier ?? null };
}

function cascadeOf({ cascade }: Run): RouteDecision['cascade'] {
  if (cascade === null) return null;
  const { cheap, others, strong, expectedQuality, expectedUsd } = cascade.plan;
  return {
    cheap: cheap.deployment.id,
    opinions: others.map(({ deployment }) => deployment.id),
    strong: strong.deployment.id,
    expected_quality: expectedQuality,
    expected_usd: expectedUsd,
  };
}

function switchingOf(plan: RoutePlan | null): RouteDecision['switching'] {
  if (plan?.switching === undefined) return null;
  const { warmDeploymentId, cacheCreditUsd, switchCostUsd, stayVsMove, isBudgetSpent } = plan.switching;
  return {
    warm_model: warmDeploymentId,
    cache_credit_usd: cacheCreditUsd,
    switch_cost_usd: switchCostUsd,
    stay_vs_move: stayVsMove,
    budget_spent: isBudgetSpent,
  };
}

function candidatesOf(plan: RoutePlan | null): RouteDecision['candidates'] {
  return (plan?.candidates ?? []).map(({ deployment, reason, estimatedCostUsd, pGood, latencyMs }) => ({
    id: deployment.id,
    provider: deployment.provider,
    model: deployment.model,
    reason,
    estimated_cost_usd: estimatedCostUsd,
    p_good: pGood ?? null,
    latency_ms: latencyMs ?? null,
    simulated: deployment.isSimulated,
  }));
}
