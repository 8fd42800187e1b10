import type { BudgetHold, CallIntent, Candidate, HeldAmount } from '@llm-cost-optimizer/contracts';
import { isoTime } from '../../iso-time.ts';
import type { Run } from '../../run.ts';

/** What must be known of a call for a row, should this process be killed before it writes one. */
export function intentOf(
  run: Run,
  { deployment }: Candidate,
  { id, number, startedAtMs }: { readonly id: string; readonly number: number; readonly startedAtMs: number },
): CallIntent {
  const { caller, requested, request, holds } = run;
  return {
    requestId: run.id,
    clientRequestId: run.clientRequestId,
    organizationId: caller?.organizationId ?? '',
    projectId: caller?.projectId ?? null,
    keyId: caller?.keyId ?? null,
    surface: run.exchange.surface.id,
    requestStartedAt: isoTime(run.startedAtMs),
    requestedModel: requested?.name ?? '',
    mode: run.mode,
    isStreaming: request?.isStreaming ?? false,
    configVersion: run.snapshot.versionLabel,
    catalogueVersion: run.snapshot.catalogue.version,
    attemptId: id,
    attemptNumber: number,
    attemptStartedAt: isoTime(startedAtMs),
    provider: deployment.provider,
    model: deployment.model,
    isSimulated: deployment.isSimulated,
    promptTokensEstimated: run.features?.promptTokensEstimated ?? 0,
    ...(holds.length === 0 ? {} : { holds: holds.map(heldAmount) }),
  };
}

function heldAmount({ account, amount }: BudgetHold): HeldAmount {
  const { budgetId, periodStart, periodEnd } = account;
  return { budgetId, periodStart, periodEnd, amount: String(amount) };
}
