import type { RequestDetail } from '@llm-cost-optimizer/contracts';

/** Decimal strings of the ledger become numbers here, as OpenRouter has them; null = not known. */
const numberOrNull = (amount: string | null) => (amount === null ? null : Number(amount));

/**
 * The cost record of one answer in the form of OpenRouter's `generation`, with our own facts in `lco`. Tokens are those of
 * the provider's own count (`native_*`); null where nothing was generated.
 */
export function toGeneration(detail: RequestDetail) {
  const { servedProvider, servedModel, usage, ttftMs, latencyMs } = detail;
  const answer = detail.attempts.at(-1) ?? null;
  return {
    id: detail.id,
    object: 'generation',
    created_at: detail.startedAt,
    model: servedModel === null ? null : `${servedProvider}/${servedModel}`,
    provider_name: servedProvider,
    streamed: detail.isStreaming,
    cancelled: detail.outcome === 'cancelled',
    finish_reason: answer?.finishReason ?? null,
    total_cost: numberOrNull(detail.costUsd),
    tokens_prompt: detail.promptTokens,
    tokens_completion: detail.completionTokens,
    native_tokens_prompt: usage?.promptTokens ?? null,
    native_tokens_completion: usage?.completionTokens ?? null,
    native_tokens_cached: usage?.cachedTokens ?? null,
    native_tokens_reasoning: usage?.reasoningTokens ?? null,
    latency: ttftMs,
    generation_time: latencyMs,
    session_id: detail.sessionId,
    external_user: detail.endUser,
    lco: {
      request_id: detail.clientRequestId,
      requested_model: detail.requestedModel,
      outcome: detail.outcome,
      http_status: detail.httpStatus,
      mode: detail.mode,
      score: detail.complexityScore,
      tier: detail.tier,
      route_reason: detail.routeReason,
      cache: detail.cache.toLowerCase(),
      attempts: detail.attemptCount,
      cost_usd: detail.costUsd,
      baseline_model: detail.baselineModel,
      baseline_cost_usd: detail.baselineUsd,
      saved_usd: detail.savedUsd,
      estimated: detail.isEstimated,
      simulated: detail.isSimulated,
      tags: detail.tags,
    },
  };
}
