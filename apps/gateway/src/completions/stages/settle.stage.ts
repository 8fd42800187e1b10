import type { DecisionTrace, LedgerEntry, RequestRecord } from '@llm-cost-optimizer/contracts';
import { accountFor } from '../accounting.ts';
import type { Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';

/**
 * Books a request exactly once, whatever became of it: budget, ledger, metrics. Requests that did not pass
 * authentication have no row. Never delays the answer (it has left by now) and never throws.
 */
export function settle(run: Run, services: CompletionServices): void {
  if (run.isSettled) return;
  run.isSettled = true;
  try {
    if (run.caller === null) {
      services.metrics.rejectedInput(run.error?.code ?? 'unknown');
      return;
    }
    const outcome = run.isClientGone && run.outcome !== 'dedup' ? 'cancelled' : (run.outcome ?? 'failed');
    run.outcome = outcome;
    run.accounting ??= accountFor(run, outcome);
    if (run.hasReservation) {
      services.budget.settle(run.caller.organizationId, run.reservedPicoUsd, run.accounting.cost);
    } else if (run.accounting.cost !== null) {
      services.budget.settle(run.caller.organizationId, 0n, run.accounting.cost);
    }
    const request = requestRecord(run, services);
    services.ledger.record({ request, attempts: run.attempts } satisfies LedgerEntry);
    services.metrics.request(request);
  } catch (error) {
    services.onDefect(error, run.id);
  }
}

function requestRecord(run: Run, services: CompletionServices): RequestRecord {
  const { request, accounting, answer, caller } = run;
  if (caller === null || accounting === null || run.outcome === null) throw new Error('settle before the outcome');
  const latencyMs = services.clock.monotonic() - run.startedAt;
  const complexity = run.plan?.complexity ?? run.route?.complexity ?? null;
  const last = run.attempts.at(-1);
  const served = answer ?? (run.firstByteAt !== null && last !== undefined ? last : null);
  return {
    id: run.id,
    clientRequestId: run.clientRequestId,
    organizationId: caller.organizationId,
    projectId: caller.projectId,
    keyId: caller.keyId,
    surface: 'chat_completions',
    startedAt: new Date(run.startedAtMs).toISOString(),
    outcome: run.outcome,
    httpStatus: run.exchange.statusSent,
    errorCode: run.error?.code ?? null,
    requestedModel: run.requested?.name ?? request?.body.model ?? '',
    mode: run.mode,
    complexityScore: complexity?.score ?? null,
    tier: complexity?.tier ?? null,
    routeReason: run.plan?.reason ?? run.route?.reason ?? null,
    servedProvider: served?.provider ?? null,
    servedModel: served?.model ?? null,
    isSimulated: served?.isSimulated ?? run.snapshot.simulated === 'all',
    isStreaming: request?.isStreaming ?? false,
    cache: run.cache,
    usage: served?.usage ?? null,
    usageSource: served?.usageSource ?? 'none',
    costUsd: accounting.costUsd,
    baselineModel: accounting.baselineModel,
    baselineCostUsd: accounting.baselineCostUsd,
    isBaselineHistoric: accounting.isBaselineHistoric,
    savings: accounting.savings,
    isEstimated: accounting.isEstimated,
    ttftMs: run.firstByteAt === null ? null : round(run.firstByteAt - run.startedAt),
    latencyMs: round(latencyMs),
    overheadMs: round(Math.max(0, latencyMs - run.providerMs - run.sharedWaitMs)),
    attemptCount: run.attempts.length,
    endUser: endUserOf(run),
    tags: request?.options.tags ?? NO_TAGS,
    sessionId: request?.options.sessionId ?? null,
    configVersion: run.snapshot.versionLabel,
    catalogueVersion: run.snapshot.catalogue.version,
    trace: decisionTrace(run),
  };
}

const NO_TAGS: readonly string[] = Object.freeze([]);

function decisionTrace(run: Run): DecisionTrace {
  const { plan } = run;
  const complexity = plan?.complexity ?? run.route?.complexity ?? null;
  return {
    features: run.features,
    scorer: complexity?.scorer ?? null,
    reasons: complexity?.reasons ?? [],
    candidates:
      plan?.candidates.map(({ deployment, reason, estimatedCostUsd }) => ({ id: deployment.id, reason, estimatedCostUsd })) ?? [],
    dropped: plan?.dropped ?? [],
    droppedParameters: run.droppedParameters,
    stageMs: run.stageMs,
  };
}

/** `user` and its successor `safety_identifier` name the end user. */
function endUserOf(run: Run): string | null {
  const { user, safety_identifier: safetyIdentifier } = run.request?.body ?? {};
  if (typeof safetyIdentifier === 'string' && safetyIdentifier !== '') return safetyIdentifier.slice(0, 200);
  return typeof user === 'string' && user !== '' ? user.slice(0, 200) : null;
}

function round(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
