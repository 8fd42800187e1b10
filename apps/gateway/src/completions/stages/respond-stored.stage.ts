import { replayAsStream, type StoredAnswer } from '@llm-cost-optimizer/cache';
import { accountFor } from '../accounting.ts';
import { bytesToText } from '../bytes.ts';
import type { StoredReply } from '../repeats.ts';
import type { FinalAnswer, Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';
import { decorateAnswer, decorateEvents, streamEnd } from './respond/decorate.ts';
import { answerHeaders, JSON_TYPE, streamType } from './respond/headers.ts';
import { saysNullUsage, withNullUsage } from './respond/null-usage.ts';
import { sendStored } from './respond/send-stored.ts';

/** Answers from the cache: the stored bytes with today's facts, or the same answer as a stream when one was asked for. */
export function respondStored(run: Run, stored: StoredAnswer, services: CompletionServices): void {
  run.cache = 'HIT';
  run.outcome = 'cache_exact';
  run.route = stored.route;
  const answer: FinalAnswer = { ...stored.answer, tail: null, isComplete: true };
  run.answer = answer;
  run.accounting = accountFor(run, 'cache_exact');
  const reply = prepareReply(run, stored, answer);
  run.hit = { stored, reply };
  sendStored(run, reply, services);
}

function prepareReply(run: Run, stored: StoredAnswer, answer: FinalAnswer): StoredReply {
  const headers = answerHeaders(run, { ...stored.answer, attemptCount: 0, overheadMs: 0 });
  if (run.request?.isStreaming !== true) {
    headers.push(...JSON_TYPE);
    return { headers, ...decorateAnswer(run, stored.answer.body) };
  }
  headers.push(...streamType(run.exchange.surface));
  const { codec } = run.exchange.surface;
  if (codec !== null) {
    const wantsUsage = run.request.wantsUsageChunk || run.request.options.wantsUsage;
    const events = codec.replay(stored.answer.body, { costUsd: null, lco: null, wantsUsage });
    return { headers, ...decorateEvents(run, Buffer.from(events)) };
  }
  const replay = replayAsStream(stored.answer.body);
  const end = streamEnd(run, answer, replay);
  const events = bytesToText(replay.bytes);
  const before = (saysNullUsage(run) ? withNullUsage(events) : events) + end.before;
  return { headers, before, after: end.after };
}
