import { type Money, usd, ZERO } from '@llm-cost-optimizer/pricing';
import type { Run } from '../../run.ts';
import type { CompletionServices } from '../../services.ts';
import { answeringAttempt } from '../cascade/cascade.ts';
import { bookQuality } from '../plan/quality-target.ts';

/**
 * What a finished request teaches: how long its model's answers are and how fast they come, where the conversation's prompt cache is
 * warm now, and how a quality target stands. Only of calls that this request made itself.
 */
export function learnFrom(run: Run, cost: Money | null, services: CompletionServices): void {
  const last = answeringAttempt(run);
  if (last !== undefined) bookQuality(run, services);
  if (last === undefined || last.outcome !== 'ok' || run.request === null) return;
  const deploymentId = `${last.provider}/${last.model}`;
  const { usage } = last;
  const isCounted = last.usageSource === 'provider';
  if (isCounted) {
    services.experience.learn({
      deploymentId,
      task: run.plan?.complexity?.reading?.task ?? null,
      outputTokens: usage.completionTokens / Math.max(1, run.request.body.n ?? 1),
      latencyMs: last.latencyMs,
      ttftMs: last.ttftMs,
    });
  }
  if (run.conversationKey === null || run.features === null) return;
  const switching = run.plan?.switching ?? null;
  const hasMoved = switching !== null && switching.warmDeploymentId !== deploymentId;
  services.conversations.remember(run.conversationKey, {
    deploymentId,
    promptTokens: run.features.promptTokensEstimated,
    cachedShare: isCounted ? usage.cachedTokens / Math.max(1, usage.promptTokens) : null,
    cost,
    lost: hasMoved ? usd(switching.cacheCreditUsd) : ZERO,
    at: run.startedAtMs,
  });
}
