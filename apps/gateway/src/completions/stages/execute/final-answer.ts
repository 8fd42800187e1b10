import type { AttemptRecord, Candidate } from '@llm-cost-optimizer/contracts';
import type { FinalAnswer } from '../../run.ts';
import type { AttemptEnd } from './attempt.ts';

/** The answer of a successful attempt, in the form that is delivered, shared and stored. */
export function finalAnswer(candidate: Candidate, end: AttemptEnd, record: AttemptRecord): FinalAnswer {
  const { provider, model, isSimulated } = candidate.deployment;
  const { reader, answer } = end;
  const finished = reader.finish?.(answer?.body ?? null, record.usage) ?? null;
  return {
    body: finished === null ? (answer?.body ?? null) : finished.body,
    tail: finished?.tail ?? null,
    provider,
    model,
    answeredModel: record.answeredModel,
    isSimulated,
    usage: record.usage,
    usageSource: record.usageSource,
    serviceTier: record.serviceTier,
    finishReason: record.finishReason,
    chunkId: end.decoder?.chunkId ?? null,
    created: end.decoder?.created ?? null,
    isComplete: answer?.isComplete ?? false,
  };
}
