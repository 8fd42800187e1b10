import { type AttemptRecord, type Candidate, NO_USAGE, type TokenUsage, type UsageSource } from '@llm-cost-optimizer/contracts';
import type { Run } from '../../run.ts';
import { type AttemptEnd, MAYBE_BILLED } from './attempt.ts';

/** Characters of generated text per token where the provider sent no usage (English prose; see docs/ledger.md). */
const CHARACTERS_PER_TOKEN = 4;

/** The ledger row of one call, priced by the model that the answer names, on the day it started. */
export function recordAttempt(options: {
  run: Run;
  candidate: Candidate;
  end: AttemptEnd;
  number: number;
  startedAtMs: number;
  id: string;
}): AttemptRecord {
  const { run, candidate, end } = options;
  const { deployment } = candidate;
  const read = end.answer ?? end.decoder;
  const { usage, usageSource } = attemptUsage(run, end);
  const model = read?.model ?? null;
  const priced = run.snapshot.catalogue.price({
    provider: deployment.provider,
    model: model ?? deployment.model,
    usage,
    at: options.startedAtMs,
    serviceTier: read?.serviceTier ?? null,
  });
  const isFree = usageSource === 'none';
  return {
    id: options.id,
    number: options.number,
    provider: deployment.provider,
    model: deployment.model,
    answeredModel: model,
    isSimulated: deployment.isSimulated,
    outcome: end.outcome,
    httpStatus: end.httpStatus,
    startedAt: new Date(options.startedAtMs).toISOString(),
    ttftMs: end.ttftMs,
    latencyMs: end.latencyMs,
    usage,
    usageSource,
    costUsd: isFree ? '0' : priced.costUsd,
    costLines: isFree ? [] : priced.lines,
    priceSource: isFree ? null : priced.priceSource,
    matchKind: isFree ? null : priced.matchKind,
    serviceTier: read?.serviceTier ?? null,
    providerRequestId: end.headers['x-request-id'] ?? end.headers['request-id'] ?? null,
    finishReason: read?.finishReason ?? null,
  };
}

/** The provider's own count where it came; else an estimate, or nothing where nothing was generated. */
export function attemptUsage(run: Run, end: AttemptEnd): { usage: TokenUsage; usageSource: UsageSource } {
  const read = end.answer ?? end.decoder;
  if (read?.usage != null) return { usage: read.usage, usageSource: 'provider' };
  if (!MAYBE_BILLED.has(end.outcome)) return { usage: NO_USAGE, usageSource: 'none' };
  const usage: TokenUsage = {
    ...NO_USAGE,
    promptTokens: run.features?.promptTokensEstimated ?? 0,
    completionTokens: Math.ceil((read?.outputChars ?? 0) / CHARACTERS_PER_TOKEN),
    reasoningTokens: null,
  };
  return { usage, usageSource: 'estimated' };
}
