import type { TokenUsage } from '@llm-cost-optimizer/contracts';
import type { FinalAnswer, Run } from '../../run.ts';

const USAGE_KEY = Buffer.from('"usage":');
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const BACKSLASH = 0x5c;

/**
 * The answer's bytes with our facts put in: `usage.cost` (OpenRouter's name) and one `lco` object at the end.
 * The provider's own bytes are not parsed or rewritten; both pieces are spliced in.
 */
export function decorateAnswer(run: Run, body: Uint8Array): Uint8Array {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const end = bytes.lastIndexOf(CLOSE_BRACE);
  if (end < 0) return body;
  const facts = Buffer.from(`,"lco":${JSON.stringify(lcoFacts(run))}`);
  const cost = run.accounting?.costUsd ?? null;
  const usageAt = cost === null ? -1 : afterUsageBrace(bytes);
  if (cost === null || usageAt < 0) return Buffer.concat([bytes.subarray(0, end), facts, bytes.subarray(end)]);
  const isEmpty = nextSignificant(bytes, usageAt) === CLOSE_BRACE;
  const price = Buffer.from(isEmpty ? `"cost":${cost}` : `"cost":${cost},`);
  return Buffer.concat([bytes.subarray(0, usageAt), price, bytes.subarray(usageAt, end), facts, bytes.subarray(end)]);
}

/** The `lco` object of an answer; the same facts as the headers, for clients that hide headers. */
export function lcoFacts(run: Run): Record<string, unknown> {
  const { accounting, answer } = run;
  const complexity = run.plan?.complexity ?? run.route?.complexity ?? null;
  return {
    request_id: run.id,
    requested_model: run.requested?.name ?? null,
    provider: answer?.provider ?? null,
    model: answer?.model ?? null,
    mode: run.mode,
    score: complexity?.score ?? null,
    tier: complexity?.tier ?? null,
    route_reason: run.plan?.reason ?? run.route?.reason ?? null,
    cache: run.cache.toLowerCase(),
    attempts: run.attempts.length,
    cost_usd: numberOrNull(accounting?.costUsd),
    baseline_model: accounting?.baselineModel ?? null,
    baseline_cost_usd: numberOrNull(accounting?.baselineCostUsd),
    saved_usd: numberOrNull(accounting?.savings?.savedUsd),
    simulated: answer?.isSimulated ?? false,
    ...(accounting?.isEstimated === true ? { estimated: true } : {}),
    ...(run.droppedParameters.length > 0 ? { dropped_params: run.droppedParameters } : {}),
  };
}

/** The closing chunk of a stream for clients that asked for usage: no choices, full usage, cost. */
export function usageChunk(run: Run, answer: FinalAnswer, chunk: { id: string; created: number }): string {
  return `data: ${JSON.stringify({
    id: chunk.id,
    object: 'chat.completion.chunk',
    created: chunk.created,
    model: answer.answeredModel ?? answer.model,
    choices: [],
    usage: { ...openAiUsage(answer.usage), ...costField(run) },
    lco: lcoFacts(run),
  })}\n\n`;
}

/** Usage in OpenAI's shape. */
export function openAiUsage(usage: TokenUsage): Record<string, unknown> {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    prompt_tokens_details: {
      cached_tokens: usage.cachedTokens,
      cache_write_tokens: usage.cacheWriteTokens + usage.cacheWriteLongTokens,
      audio_tokens: usage.audioInputTokens,
    },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens ?? 0,
      audio_tokens: usage.audioOutputTokens,
    },
  };
}

function costField(run: Run): { cost?: number } {
  const cost = numberOrNull(run.accounting?.costUsd);
  return cost === null ? {} : { cost };
}

function numberOrNull(value: string | null | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}

/** Position just behind the `{` of the last `"usage":{…}`; -1 when there is none. Inside strings the quotes are escaped. */
function afterUsageBrace(bytes: Buffer): number {
  const at = bytes.lastIndexOf(USAGE_KEY);
  if (at < 0 || bytes[at - 1] === BACKSLASH) return -1;
  let position = at + USAGE_KEY.length;
  while (isSpace(bytes[position])) position += 1;
  return bytes[position] === OPEN_BRACE ? position + 1 : -1;
}

function nextSignificant(bytes: Buffer, from: number): number | undefined {
  let position = from;
  while (isSpace(bytes[position])) position += 1;
  return bytes[position];
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
