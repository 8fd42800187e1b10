import { collectStream, mayStore, ttlFor } from '@llm-cost-optimizer/cache';
import { openAiUsage } from '@llm-cost-optimizer/contracts';
import { asBuffer } from '../bytes.ts';
import type { Flight } from '../flight/flight.ts';
import type { FinalAnswer, Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';

/** Putting a stream together means parsing every chunk of it; beyond this it costs more than a repeat would save. */
const MAX_STREAM_BYTES = 2 * 1024 * 1024;

/** Stores the answer of a flight for later identical requests: only complete good ones, for as long as the route says. */
export function storeAnswer(run: Run, flight: Flight, services: CompletionServices): void {
  const { cacheKey, request, plan, flightAnswer: answer } = run;
  if (cacheKey === null || request === null || plan === null || answer === null || !request.options.cacheWrite) return;
  const ttlSeconds = ttlFor({
    requestedTtlSeconds: request.options.cacheTtlSeconds,
    tier: plan.complexity?.tier ?? 'pinned',
    ttlSeconds: run.snapshot.config.cache.ttlSeconds,
  });
  if (ttlSeconds <= 0 || !isGoodEnd(run, answer)) return;
  const body = answer.body === null ? collect(run, answer, flight) : answer.isComplete ? answer.body : null;
  if (body === null) return;
  const createdAt = services.clock.now();
  const stored = {
    createdAt,
    expiresAt: createdAt + ttlSeconds * 1_000,
    route: { complexity: plan.complexity, reason: plan.reason },
    answer: {
      body,
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
  };
  services.cache.store(cacheKey, stored, ttlSeconds);
}

/** The whole answer a stream carried, with its usage; null when it is not complete, not good or too long. */
function collect(run: Run, answer: FinalAnswer, flight: Flight): Uint8Array | null {
  const pieces = flight.keptPieces();
  if (pieces === null || sizeOf(pieces) > MAX_STREAM_BYTES) return null;
  const { codec } = run.exchange.surface;
  if (codec !== null) {
    const whole = codec.collect(answer.tail === null ? pieces : [...pieces, answer.tail]);
    return whole?.isComplete === true ? whole.body : null;
  }
  const collected = collectStream(pieces);
  if (collected === null || !collected.isComplete) return null;
  const body = asBuffer(collected.body);
  const usage = Buffer.from(`,"usage":${JSON.stringify(openAiUsage(answer.usage))}}`);
  return Buffer.concat([body.subarray(0, body.lastIndexOf('}')), usage]);
}

/** Never an answer that was cut, filtered or refused. */
function isGoodEnd({ exchange }: Run, { finishReason }: FinalAnswer): boolean {
  return mayStore({ isComplete: true, finishReason: exchange.surface.hasFinishReason ? finishReason : 'stop' });
}

function sizeOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((total, piece) => total + piece.byteLength, 0);
}
