import { mayStore, ttlFor } from '@llm-cost-optimizer/cache';
import type { Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';

/** Stores the answer of a flight for later identical requests: only complete good ones, for as long as the route says. */
export function storeAnswer(run: Run, services: CompletionServices): void {
  const { cacheKey, request, plan, flightAnswer: answer } = run;
  if (cacheKey === null || request === null || plan === null || answer === null || answer.body === null) return;
  if (!request.options.cacheWrite || !mayStore({ isComplete: answer.isComplete, finishReason: answer.finishReason })) return;
  const ttlSeconds = ttlFor({
    requestedTtlSeconds: request.options.cacheTtlSeconds,
    tier: plan.complexity?.tier ?? 'pinned',
    ttlSeconds: run.snapshot.config.cache.ttlSeconds,
  });
  if (ttlSeconds <= 0) return;
  const createdAt = services.clock.now();
  services.cache.store(
    cacheKey,
    {
      createdAt,
      expiresAt: createdAt + ttlSeconds * 1_000,
      route: { complexity: plan.complexity, reason: plan.reason },
      answer: {
        body: answer.body,
        provider: answer.provider,
        model: answer.model,
        answeredModel: answer.answeredModel,
        isSimulated: answer.isSimulated,
        usage: answer.usage,
        usageSource: answer.usageSource,
        serviceTier: answer.serviceTier,
        finishReason: answer.finishReason,
        chunkId: answer.chunkId,
        created: answer.created,
      },
    },
    ttlSeconds,
  );
}
