import { isoSql, msSql, usdSql } from '../read.ts';

/** SQL per field of `requestSummarySchema`, so that a row is the DTO. */
export const SUMMARY_FIELDS: Readonly<Record<string, string>> = {
  id: 'id',
  clientRequestId: 'client_request_id',
  startedAt: isoSql('started_at'),
  outcome: 'outcome',
  httpStatus: 'http_status',
  errorCode: 'error_code',
  requestedModel: 'requested_model',
  servedProvider: 'served_provider',
  servedModel: 'served_model',
  isSimulated: 'is_simulated',
  isStreaming: 'is_streaming',
  isEstimated: 'is_estimated',
  mode: 'mode',
  complexityScore: 'complexity_score',
  tier: 'tier',
  cache: 'cache',
  promptTokens: 'prompt_tokens::float8',
  cachedTokens: 'cached_tokens::float8',
  completionTokens: 'completion_tokens::float8',
  reasoningTokens: 'reasoning_tokens::float8',
  ttftMs: msSql('ttft_us'),
  latencyMs: msSql('latency_us'),
  overheadMs: msSql('overhead_us'),
  costUsd: usdSql('cost_usd'),
  baselineUsd: usdSql('baseline_usd'),
  savedUsd: usdSql('saved_usd'),
  attemptCount: 'attempt_count',
  keyId: 'key_id',
  tags: 'tags',
  endUser: 'end_user',
};

const USAGE = `jsonb_build_object('promptTokens', prompt_tokens, 'cachedTokens', cached_tokens,
  'cacheWriteTokens', cache_write_tokens, 'cacheWriteLongTokens', cache_write_long_tokens,
  'completionTokens', completion_tokens, 'reasoningTokens', reasoning_tokens,
  'audioInputTokens', audio_input_tokens, 'audioOutputTokens', audio_output_tokens)`;

/** What the detail of a request has on top of its summary. */
export const DETAIL_FIELDS: Readonly<Record<string, string>> = {
  surface: 'surface',
  // A request has a usage as a whole or none at all.
  usage: `case when prompt_tokens is null then null else ${USAGE} end`,
  usageSource: 'usage_source',
  routeReason: 'route_reason',
  baselineModel: 'baseline_model',
  isBaselineHistoric: 'is_baseline_historic',
  levers: `case when saved_usd is null then null else jsonb_build_object(
    'routing', ${usdSql('routing_usd')}, 'exactCache', ${usdSql('exact_cache_usd')},
    'semanticCache', ${usdSql('semantic_cache_usd')}, 'dedup', ${usdSql('dedup_usd')},
    'promptCache', ${usdSql('prompt_cache_usd')}, 'serviceTier', ${usdSql('service_tier_usd')}) end`,
  overheadUsd: usdSql('overhead_usd'),
  sessionId: 'session_id',
  configVersion: 'config_version',
  catalogueVersion: 'catalogue_version',
  trace: 'trace',
  baselineLines: 'baseline_lines',
  feedback: `(select jsonb_build_object('score', score::float8, 'shouldHaveUsed', should_have_used, 'comment', comment,
      'source', source, 'teaches', teaches, 'updatedAt', ${isoSql('updated_at')})
    from ledger.feedback where feedback.organization_id = request.organization_id and feedback.request_id = request.id)`,
};

/** SQL per field of `attemptSchema`. */
export const ATTEMPT_FIELDS: Readonly<Record<string, string>> = {
  id: 'id',
  number: 'number',
  provider: 'provider',
  model: 'model',
  answeredModel: 'answered_model',
  isSimulated: 'is_simulated',
  outcome: 'outcome',
  httpStatus: 'http_status',
  startedAt: isoSql('started_at'),
  ttftMs: msSql('ttft_us'),
  latencyMs: msSql('latency_us'),
  usage: USAGE,
  usageSource: 'usage_source',
  costUsd: usdSql('cost_usd'),
  costLines: 'cost_lines',
  priceSource: 'price_source',
  matchKind: 'match_kind',
  serviceTier: 'service_tier',
  providerRequestId: 'provider_request_id',
  finishReason: 'finish_reason',
};

/** The select list of some fields, named as in the DTO. */
export function selectList(...groups: readonly Readonly<Record<string, string>>[]): string {
  return groups
    .flatMap((fields) => Object.entries(fields))
    .map(([name, sql]) => `${sql} as "${name}"`)
    .join(', ');
}
