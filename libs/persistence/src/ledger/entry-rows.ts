import type {
  AttemptRecord,
  LedgerEntry,
  RequestRecord,
  SavingsBreakdown,
  TokenUsage,
} from '@llm-cost-optimizer/contracts';

/** A request as its columns. Durations in whole microseconds, money as decimal text. */
export type RequestRow = ReturnType<typeof requestRow>;
/** An attempt as its columns. */
export type AttemptRow = ReturnType<typeof attemptRow>;

/** Texts that clients choose and indexes hold: an index entry in Postgres must stay under about 2.7 kB. */
const MAX_INDEXED_CHARACTERS = 200;
const MAX_TEXT_CHARACTERS = 2_000;

/** The request row of an entry. */
export function requestRow({ request, attempts }: LedgerEntry) {
  return {
    id: request.id,
    started_at: request.startedAt,
    organization_id: request.organizationId,
    project_id: request.projectId,
    key_id: request.keyId,
    client_request_id: request.clientRequestId.slice(0, MAX_INDEXED_CHARACTERS),
    surface: request.surface,
    outcome: request.outcome,
    http_status: request.httpStatus,
    error_code: request.errorCode,
    requested_model: request.requestedModel.slice(0, MAX_TEXT_CHARACTERS),
    mode: request.mode,
    complexity_score: request.complexityScore,
    tier: request.tier,
    route_reason: request.routeReason,
    served_provider: request.servedProvider,
    served_model: request.servedModel,
    is_simulated: request.isSimulated,
    is_streaming: request.isStreaming,
    is_estimated: request.isEstimated,
    cache: request.cache,
    usage_source: request.usageSource,
    ...requestUsage(request.usage),
    cost_usd: request.costUsd,
    baseline_model: request.baselineModel,
    baseline_usd: request.baselineCostUsd,
    is_baseline_historic: request.isBaselineHistoric,
    ...savingsColumns(request.savings),
    ttft_us: microsecondsOrNull(request.ttftMs),
    latency_us: microseconds(request.latencyMs),
    overhead_us: microseconds(request.overheadMs),
    attempt_count: request.attemptCount,
    failed_attempt_count: attempts.filter(isFailed).length,
    end_user: request.endUser?.slice(0, MAX_TEXT_CHARACTERS) ?? null,
    tags: request.tags,
    session_id: request.sessionId?.slice(0, MAX_TEXT_CHARACTERS) ?? null,
    config_version: request.configVersion,
    catalogue_version: request.catalogueVersion,
    trace: request.trace,
    baseline_lines: request.baselineLines ?? [],
  };
}

/** The row of one attempt, with what it needs of its request. */
export function attemptRow(attempt: AttemptRecord, request: RequestRecord) {
  return {
    id: attempt.id,
    request_started_at: request.startedAt,
    request_id: request.id,
    organization_id: request.organizationId,
    number: attempt.number,
    provider: attempt.provider,
    model: attempt.model,
    answered_model: attempt.answeredModel,
    is_simulated: attempt.isSimulated,
    outcome: attempt.outcome,
    http_status: attempt.httpStatus,
    started_at: attempt.startedAt,
    ttft_us: microsecondsOrNull(attempt.ttftMs),
    latency_us: microseconds(attempt.latencyMs),
    usage_source: attempt.usageSource,
    ...usageColumns(attempt.usage),
    cost_usd: attempt.costUsd,
    cost_lines: attempt.costLines,
    price_source: attempt.priceSource,
    match_kind: attempt.matchKind,
    service_tier: attempt.serviceTier,
    provider_request_id: attempt.providerRequestId,
    finish_reason: attempt.finishReason,
  };
}

/** An attempt that helped nobody. One that the client itself gave up is no failure. */
function isFailed({ outcome }: AttemptRecord): boolean {
  return outcome !== 'ok' && outcome !== 'cancelled';
}

function usageColumns(usage: TokenUsage) {
  return {
    prompt_tokens: usage.promptTokens,
    cached_tokens: usage.cachedTokens,
    cache_write_tokens: usage.cacheWriteTokens,
    cache_write_long_tokens: usage.cacheWriteLongTokens,
    completion_tokens: usage.completionTokens,
    reasoning_tokens: usage.reasoningTokens,
    audio_input_tokens: usage.audioInputTokens,
    audio_output_tokens: usage.audioOutputTokens,
  };
}

type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

function requestUsage(usage: TokenUsage | null): Nullable<ReturnType<typeof usageColumns>> {
  return usage === null ? NO_USAGE_COLUMNS : usageColumns(usage);
}

const NO_USAGE_COLUMNS = {
  prompt_tokens: null,
  cached_tokens: null,
  cache_write_tokens: null,
  cache_write_long_tokens: null,
  completion_tokens: null,
  reasoning_tokens: null,
  audio_input_tokens: null,
  audio_output_tokens: null,
};

function savingsColumns(savings: SavingsBreakdown | null) {
  return {
    saved_usd: savings?.savedUsd ?? null,
    routing_usd: savings?.levers.routing ?? null,
    exact_cache_usd: savings?.levers.exactCache ?? null,
    semantic_cache_usd: savings?.levers.semanticCache ?? null,
    dedup_usd: savings?.levers.dedup ?? null,
    prompt_cache_usd: savings?.levers.promptCache ?? null,
    service_tier_usd: savings?.levers.serviceTier ?? null,
    overhead_usd: savings?.overheadUsd ?? null,
  };
}

/** Whole microseconds: sums of them are exact, sums of fractional milliseconds are not. */
function microseconds(ms: number): number {
  return Math.round(ms * 1_000);
}

function microsecondsOrNull(ms: number | null): number | null {
  return ms === null ? null : microseconds(ms);
}
