import type { AttemptRecord, RequestRecord, SavingsBreakdown, TokenUsage } from '@llm-cost-optimizer/contracts';

/** A column as the writer fills it: its type, and the SQL expression that reads it from an entry. */
export type Columns = Readonly<Record<string, readonly [type: string, expression: string]>>;

/** Texts that clients choose and indexes hold: an index entry in Postgres must stay under about 2.7 kB. */
const MAX_INDEXED_CHARACTERS = 200;
const MAX_TEXT_CHARACTERS = 2_000;

// Field names are checked against the records, so that one renamed there does not compile here.
const request = (field: keyof RequestRecord) => `request->>'${field}'`;
const attempt = (field: keyof AttemptRecord) => `attempt->>'${field}'`;
const usage = (record: string, field: keyof TokenUsage) => `${record}->'usage'->>'${field}'`;
const lever = (field: keyof SavingsBreakdown['levers']) => `request->'savings'->'levers'->>'${field}'`;
const saving = (field: 'savedUsd' | 'overheadUsd') => `request->'savings'->>'${field}'`;
const cut = (expression: string, length: number) => `left(${expression}, ${length})`;
/** Whole microseconds: sums of them are exact, sums of fractional milliseconds are not. */
const microseconds = (milliseconds: string) => `round((${milliseconds})::numeric * 1000)`;

function usageColumns(record: 'request' | 'attempt') {
  return {
    prompt_tokens: ['bigint', usage(record, 'promptTokens')],
    cached_tokens: ['bigint', usage(record, 'cachedTokens')],
    cache_write_tokens: ['bigint', usage(record, 'cacheWriteTokens')],
    cache_write_long_tokens: ['bigint', usage(record, 'cacheWriteLongTokens')],
    completion_tokens: ['bigint', usage(record, 'completionTokens')],
    reasoning_tokens: ['bigint', usage(record, 'reasoningTokens')],
    audio_input_tokens: ['bigint', usage(record, 'audioInputTokens')],
    audio_output_tokens: ['bigint', usage(record, 'audioOutputTokens')],
  } as const;
}

/** Columns of `ledger.request`, read from `request` and `attempts` of an entry. */
export const REQUEST_COLUMNS = {
  id: ['uuid', request('id')],
  started_at: ['timestamptz', request('startedAt')],
  organization_id: ['text', request('organizationId')],
  project_id: ['text', request('projectId')],
  key_id: ['text', request('keyId')],
  client_request_id: ['text', cut(request('clientRequestId'), MAX_INDEXED_CHARACTERS)],
  surface: ['text', request('surface')],
  outcome: ['text', request('outcome')],
  http_status: ['integer', request('httpStatus')],
  error_code: ['text', request('errorCode')],
  requested_model: ['text', cut(request('requestedModel'), MAX_TEXT_CHARACTERS)],
  mode: ['text', request('mode')],
  complexity_score: ['smallint', request('complexityScore')],
  tier: ['text', request('tier')],
  route_reason: ['text', request('routeReason')],
  served_provider: ['text', request('servedProvider')],
  served_model: ['text', request('servedModel')],
  is_simulated: ['boolean', request('isSimulated')],
  is_streaming: ['boolean', request('isStreaming')],
  is_estimated: ['boolean', request('isEstimated')],
  cache: ['text', request('cache')],
  usage_source: ['text', request('usageSource')],
  ...usageColumns('request'),
  cost_usd: ['numeric', request('costUsd')],
  baseline_model: ['text', request('baselineModel')],
  baseline_usd: ['numeric', request('baselineCostUsd')],
  is_baseline_historic: ['boolean', request('isBaselineHistoric')],
  saved_usd: ['numeric', saving('savedUsd')],
  routing_usd: ['numeric', lever('routing')],
  exact_cache_usd: ['numeric', lever('exactCache')],
  semantic_cache_usd: ['numeric', lever('semanticCache')],
  dedup_usd: ['numeric', lever('dedup')],
  prompt_cache_usd: ['numeric', lever('promptCache')],
  service_tier_usd: ['numeric', lever('serviceTier')],
  overhead_usd: ['numeric', saving('overheadUsd')],
  ttft_us: ['bigint', microseconds(request('ttftMs'))],
  latency_us: ['bigint', microseconds(request('latencyMs'))],
  overhead_us: ['bigint', microseconds(request('overheadMs'))],
  attempt_count: ['integer', request('attemptCount')],
  // An attempt that helped nobody. One that the client itself gave up is no failure.
  failed_attempt_count: [
    'integer',
    `(select count(*) from jsonb_array_elements(attempts) attempt where ${attempt('outcome')} not in ('ok', 'cancelled'))`,
  ],
  end_user: ['text', cut(request('endUser'), MAX_TEXT_CHARACTERS)],
  tags: ['text[]', "array(select jsonb_array_elements_text(request->'tags'))"],
  session_id: ['text', cut(request('sessionId'), MAX_TEXT_CHARACTERS)],
  config_version: ['text', request('configVersion')],
  catalogue_version: ['text', request('catalogueVersion')],
  trace: ['jsonb', "request->'trace'"],
  baseline_lines: ['jsonb', "coalesce(request->'baselineLines', '[]')"],
} as const satisfies Columns;

/** Columns of `ledger.attempt`, read from `attempt` and the `request` it belongs to. */
export const ATTEMPT_COLUMNS = {
  id: ['uuid', attempt('id')],
  request_started_at: ['timestamptz', request('startedAt')],
  request_id: ['uuid', request('id')],
  organization_id: ['text', request('organizationId')],
  number: ['integer', attempt('number')],
  provider: ['text', attempt('provider')],
  model: ['text', attempt('model')],
  answered_model: ['text', attempt('answeredModel')],
  is_simulated: ['boolean', attempt('isSimulated')],
  outcome: ['text', attempt('outcome')],
  http_status: ['integer', attempt('httpStatus')],
  started_at: ['timestamptz', attempt('startedAt')],
  ttft_us: ['bigint', microseconds(attempt('ttftMs'))],
  latency_us: ['bigint', microseconds(attempt('latencyMs'))],
  usage_source: ['text', attempt('usageSource')],
  ...usageColumns('attempt'),
  cost_usd: ['numeric', attempt('costUsd')],
  charge_usd: ['numeric', attempt('chargeUsd')],
  cost_lines: ['jsonb', "attempt->'costLines'"],
  price_source: ['text', attempt('priceSource')],
  match_kind: ['text', attempt('matchKind')],
  service_tier: ['text', attempt('serviceTier')],
  provider_request_id: ['text', attempt('providerRequestId')],
  finish_reason: ['text', attempt('finishReason')],
} as const satisfies Columns;
