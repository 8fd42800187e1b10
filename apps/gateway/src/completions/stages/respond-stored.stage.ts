import { replayAsStream, type StoredAnswer } from '@llm-cost-optimizer/cache';
import { accountFor } from '../accounting.ts';
import type { Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';
import { decorateAnswer, usageChunk } from './respond/decorate.ts';
import { answerHeaders } from './respond/headers.ts';

const DONE = 'data: [DONE]\n\n';

/** Answers from the cache: the stored bytes with today's facts, or the same answer as a stream when one was asked for. */
export function respondStored(run: Run, stored: StoredAnswer, services: CompletionServices): void {
  run.cache = 'HIT';
  run.outcome = 'cache_exact';
  run.route = stored.route;
  run.answer = { ...stored.answer, isComplete: true };
  run.accounting = accountFor(run, 'cache_exact');
  const now = services.clock.monotonic();
  run.firstByteAt = now;
  const headers = answerHeaders(run, {
    provider: stored.answer.provider,
    model: stored.answer.model,
    attemptCount: 0,
    overheadMs: now - run.startedAt,
  });
  if (run.request?.isStreaming !== true) {
    run.exchange.sendJson(200, headers, decorateAnswer(run, stored.answer.body));
    return;
  }
  const replay = replayAsStream(stored.answer.body);
  run.exchange.openStream(headers, replay.bytes);
  if (run.request.wantsUsageChunk || run.request.options.wantsUsage) run.exchange.write(usageChunk(run, run.answer, replay));
  run.exchange.end(DONE);
}
