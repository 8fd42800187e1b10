import type { Caller, DecisionTrace, Outcome, RequestRecord } from '@llm-cost-optimizer/contracts';
import type { Accounting } from '../../accounting.ts';
import { isoTime } from '../../iso-time.ts';
import type { Run } from '../../run.ts';
import { overheadMs } from '../../waiting.ts';

const NONE: readonly never[] = Object.freeze([]);
const MAX_NAME_CHARS = 200;

/** The ledger row of a settled request. */
export function requestRecord(
  run: Run,
  settled: { caller: Caller; accounting: Accounting; outcome: Outcome; now: number },
): RequestRecord {
  const { request, answer } = run;
  const { caller, accounting, outcome, now } = settled;
  const complexity = run.plan?.complexity ?? run.route?.complexity ?? null;
  const served = answer ?? (run.firstByteAt === null ? null : (run.attempts.at(-1) ?? null));
  return {
    id: run.id,
    clientRequestId: run.clientRequestId,
    organizationId: caller.organizationId,
    projectId: caller.projectId,
    keyId: caller.keyId,
    surface: 'chat_completions',
    startedAt: isoTime(run.startedAtMs),
    outcome,
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
    baselineLines: accounting.baselineLines,
    isBaselineHistoric: accounting.isBaselineHistoric,
    savings: accounting.savings,
    isEstimated: accounting.isEstimated,
    ttftMs: run.firstByteAt === null ? null : round(run.firstByteAt - run.startedAt),
    latencyMs: round(now - run.startedAt),
    overheadMs: round(overheadMs(run, now)),
    attemptCount: run.attempts.length,
    endUser: endUserOf(run),
    tags: request?.options.tags ?? NONE,
    sessionId: request?.options.sessionId ?? null,
    configVersion: run.snapshot.versionLabel,
    catalogueVersion: run.snapshot.catalogue.version,
    trace: decisionTrace(run),
  };
}

/** The row of a repeated cache hit: the first one's, with its own identity, caller and times. */
export function repeatRecord(run: Run, first: RequestRecord, caller: Caller, now: number): RequestRecord {
  const latencyMs = round(now - run.startedAt);
  return {
    ...first,
    id: run.id,
    clientRequestId: run.clientRequestId,
    keyId: caller.keyId,
    startedAt: isoTime(run.startedAtMs),
    httpStatus: run.exchange.statusSent,
    ttftMs: run.firstByteAt === null ? null : round(run.firstByteAt - run.startedAt),
    latencyMs,
    overheadMs: latencyMs,
  };
}

function decisionTrace(run: Run): DecisionTrace {
  const { plan } = run;
  const complexity = plan?.complexity ?? run.route?.complexity ?? null;
  return {
    features: run.features,
    scorer: complexity?.scorer ?? null,
    reasons: complexity?.reasons ?? NONE,
    candidates:
      plan?.candidates.map(({ deployment, reason, estimatedCostUsd }) => ({
        id: deployment.id,
        reason,
        estimatedCostUsd,
      })) ?? NONE,
    dropped: plan?.dropped ?? NONE,
    droppedParameters: run.droppedParameters,
    stageMs: run.stageMs,
  };
}

/** `user` and its successor `safety_identifier` name the end user. */
function endUserOf({ request }: Run): string | null {
  if (request === null) return null;
  const { user, safety_identifier: safetyIdentifier } = request.body;
  if (typeof safetyIdentifier === 'string' && safetyIdentifier !== '') return safetyIdentifier.slice(0, MAX_NAME_CHARS);
  return typeof user === 'string' && user !== '' ? user.slice(0, MAX_NAME_CHARS) : null;
}

function round(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
