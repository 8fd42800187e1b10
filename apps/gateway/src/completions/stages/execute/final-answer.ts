import type { Candidate } from '@llm-cost-optimizer/contracts';
import { collectStream } from '@llm-cost-optimizer/cache';
import type { FinalAnswer, Run } from '../../run.ts';
import type { AttemptEnd } from './attempt.ts';
import { attemptUsage } from './attempt-record.ts';

/** The answer of a successful attempt, in the form that is delivered, shared and stored. */
export function finalAnswer(run: Run, candidate: Candidate, end: AttemptEnd, pieces: readonly Uint8Array[] | null): FinalAnswer {
  const { deployment } = candidate;
  const { usage, usageSource } = attemptUsage(run, end);
  const read = end.answer ?? end.decoder;
  const collected = end.answer === null ? collect(run, pieces) : null;
  return {
    body: end.answer?.body ?? collected?.body ?? null,
    provider: deployment.provider,
    model: deployment.model,
    answeredModel: read?.model ?? null,
    isSimulated: deployment.isSimulated,
    usage,
    usageSource,
    serviceTier: read?.serviceTier ?? null,
    finishReason: read?.finishReason ?? null,
    chunkId: end.decoder?.chunkId ?? null,
    created: end.decoder?.created ?? null,
    isComplete: end.answer?.isComplete ?? collected?.isComplete ?? false,
  };
}

/** Builds the whole answer from a stream's pieces, only when somebody may need it again. */
function collect(run: Run, pieces: readonly Uint8Array[] | null) {
  if (pieces === null || run.cacheKey === null) return null;
  return collectStream(pieces);
}
