import type { AttemptRecord, Caller, DecisionTrace, Outcome, RequestRecord } from '@llm-cost-optimizer/contracts';
import type { Accounting } from '../../accounting.ts';
import { isoTime } from '../../iso-time.ts';
import type { Run } from '../../run.ts';
import { clientRetriesOf, traceIdOf } from '../../trace-context.ts';
import { overheadMs } from '../../waiting.ts';
import { answeringAttempt } from '../cascade/cascade.ts';
import { endUserOf } from './end-user.ts';
import { sentModel } from './sent-model.ts';

const NONE: readonly never[] = Object.freeze([]);
const NOTHING = Object.freeze({});

/** The ledger row of a settled request. */
export function requestRecord(
  run: Run,
  settled: { caller: Caller; accounting: Accounting; outcome: Outcome; now: number },
): RequestRecord {
  const { request, answer } = run;
  const { caller, accounting, outcome, now } = settled;
  const complexity = run.plan?.complexity ?? run.route?.complexity ?? null;
  const served = answer ?? (run.firstByteAt === null ? null : (answeringAttempt(run) ?? null));
  return {
    id: run.id,
    clientRequestId: run.clientRequestId,
    organizationId: caller.organizationId,
    projectId: caller.projectId,
    keyId: caller.keyId,
    surface: run.exchange.surface.id,
    startedAt: isoTime(run.startedAtMs),
    outcome,
    httpStatus: run.exchange.statusSent,
    errorCode: run.error?.code ?? null,
    requestedModel: run.requested?.name ?? request?.body.model ?? sentModel(run.exchange),
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
    endUser: endUserOf(run.request),
    tags: request?.options.tags ?? NONE,
    sessionId: request?.options.sessionId ?? null,
    configVersion: run.snapshot.versionLabel,
    catalogueVersion: run.snapshot.catalogue.version,
    trace: decisionTrace(run),
  };
}

/** What a repeated cache hit has of its own; the rest of its row is the first one's. */
export type RepeatFields = Pick<
  RequestRecord,
  'id' | 'clientRequestId' | 'keyId' | 'startedAt' | 'httpStatus' | 'ttftMs' | 'latencyMs' | 'overheadMs'
>;

export function repeatFields(run: Run, caller: Caller, now: number): RepeatFields {
  const latencyMs = round(now - run.startedAt);
  return {
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

/** The trace of a repeat where it differs from that of all others; null = it does not. */
export function repeatTrace(run: Run, { trace }: RequestRecord): DecisionTrace | null {
  const own = traceFields(run);
  if (own === NOTHING && trace.traceId === undefined && trace.clientRetries === undefined) return null;
  const { traceId: _id, clientRetries: _retries, ...shared } = trace;
  return { ...shared, ...own };
}

/** The rest of the row as JSON, made once: writing all of it costs as much as the rest of a repeated hit. */
export function sharedRowOf(first: RequestRecord): string {
  const { id, clientRequestId, keyId, startedAt, httpStatus, ttftMs, latencyMs, overheadMs, ...shared } = first;
  return JSON.stringify(shared).slice(1);
}

/** The ledger entry of a repeat as JSON. */
export function repeatText(own: RepeatFields, sharedRow: string): string {
  return `{"request":${JSON.stringify(own).slice(0, -1)},${sharedRow},"attempts":[]}`;
}

function cascadeField({ cascade }: Run): Pick<DecisionTrace, 'cascade'> {
  return cascade?.trace == null ? NOTHING : { cascade: cascade.trace };
}

/** Of the call whose answer counts: that is the last one decided upon. */
function cachingField({ cachings }: Run): Pick<DecisionTrace, 'promptCaching'> {
  const last = cachings.at(-1);
  return last === undefined ? NOTHING : { promptCaching: last.trace };
}

function decisionTrace(run: Run): DecisionTrace {
  const { plan } = run;
  const complexity = plan?.complexity ?? run.route?.complexity ?? null;
  const trace: DecisionTrace = {
    features: run.features,
    scorer: complexity?.scorer ?? null,
    reasons: complexity?.reasons ?? NONE,
    candidates:
      plan?.candidates.map(({ deployment, ...expected }) => ({
        id: deployment.id,
        ...expected,
      })) ?? NONE,
    dropped: plan?.dropped ?? NONE,
    droppedParameters: run.droppedParameters,
    ...decisionFields(run),
    ...traceFields(run),
    ...cascadeField(run),
    ...cachingField(run),
    ...(run.budgetAction === null ? {} : { budgetAction: run.budgetAction }),
    stageMs: run.stageMs,
  };
  if (!run.attempts.some(isSpecial)) return trace;
  const upstreams = upstreamsOf(run);
  const oddUsage = oddUsageOf(run);
  return {
    ...trace,
    ...(upstreams.length === 0 ? {} : { upstreams }),
    ...(oddUsage.length === 0 ? {} : { oddUsage }),
  };
}

/** What the decision rested on and what it expected; nothing for answers that another request decided about. */
function decisionFields({
  plan,
}: Run): Pick<DecisionTrace, 'decision' | 'isAbstained' | 'expectedQuality' | 'switching'> {
  if (plan === null) return {};
  const { inputs, complexity, expectedQuality, switching } = plan;
  return {
    ...(inputs === undefined ? {} : { decision: inputs }),
    ...(complexity?.isAbstained === true ? { isAbstained: true } : {}),
    ...(expectedQuality === undefined ? {} : { expectedQuality }),
    ...(switching === undefined ? {} : { switching }),
  };
}

/** What the client's own tracing and retrying tell; both are mostly absent. */
function traceFields({ exchange }: Run): Pick<DecisionTrace, 'traceId' | 'clientRetries'> {
  const traceId = traceIdOf(exchange);
  const clientRetries = clientRetriesOf(exchange);
  if (traceId === null && clientRetries === null) return NOTHING;
  return { ...(traceId === null ? {} : { traceId }), ...(clientRetries === null ? {} : { clientRetries }) };
}

/** Most attempts have neither. */
function isSpecial({ upstream, oddUsage }: AttemptRecord): boolean {
  return upstream !== undefined || oddUsage !== undefined;
}

/** Which address and key each attempt used, where there was a choice. */
function upstreamsOf({ attempts }: Run): NonNullable<DecisionTrace['upstreams']> {
  return attempts.flatMap(({ number, upstream }) => (upstream === undefined ? [] : [{ attempt: number, ...upstream }]));
}

/** What providers counted that the text speaks against. */
function oddUsageOf({ attempts }: Run): NonNullable<DecisionTrace['oddUsage']> {
  return attempts.flatMap(({ number, oddUsage }) => (oddUsage === undefined ? [] : [{ attempt: number, ...oddUsage }]));
}

function round(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
