import { openAiUsage } from '@llm-cost-optimizer/contracts';
import { asBuffer, type ByteText, textToBytes } from '../../bytes.ts';
import type { FinalAnswer, Run } from '../../run.ts';
import { afterUsageBrace, USAGE_KEY, withCost } from './usage-place.ts';

const CLOSE_BRACE = 0x7d;
const DONE = 'data: [DONE]\n\n';

/** Text around the request id, so that a prepared answer serves many requests. `after` null = it holds no request id. */
export interface AroundId<After = string | null> {
  readonly before: ByteText;
  readonly after: After;
}

/**
 * The answer's bytes with our facts put in: `usage.cost` (OpenRouter's name) and one `lco` object at the end.
 * The provider's own bytes are not parsed or rewritten; both pieces are spliced in. Where the API has no usage object, `lco` alone.
 */
export function decorateAnswer(run: Run, body: Uint8Array): AroundId {
  const bytes = asBuffer(body);
  const end = bytes.lastIndexOf(CLOSE_BRACE);
  if (end < 0) return { before: bytes.toString('latin1'), after: null };
  const cost = run.exchange.surface.isJsonLines ? null : (run.accounting?.costUsd ?? null);
  const usageAt = cost === null ? -1 : afterUsageBrace(bytes);
  let before: ByteText;
  if (cost === null || usageAt < 0) {
    before = bytes.toString('latin1', 0, end);
  } else {
    const priced = withCost(bytes, usageAt, cost);
    before = `${bytes.toString('latin1', 0, usageAt)}${priced.cost}${bytes.toString('latin1', priced.resumeAt, end)}`;
  }
  const facts = lcoFacts(run);
  return { before: `${before},${facts.before}`, after: facts.after + bytes.toString('latin1', end) };
}

/**
 * The events of another surface than chat with our facts put in: beside and into their last usage. They go unchanged where
 * there is none, as in a stream whose client did not ask for usage. In a stream of lines they stand at the end of the last one.
 */
export function decorateEvents(run: Run, events: Uint8Array): AroundId {
  if (run.exchange.surface.isJsonLines) return decorateAnswer(run, events);
  const bytes = asBuffer(events);
  const usageAt = afterUsageBrace(bytes);
  if (usageAt < 0) return { before: bytes.toString('latin1'), after: null };
  const keyAt = bytes.lastIndexOf(USAGE_KEY, usageAt, 'latin1');
  const cost = run.accounting?.costUsd ?? null;
  const priced = cost === null ? { cost: '', resumeAt: usageAt } : withCost(bytes, usageAt, cost);
  const facts = lcoFacts(run);
  return {
    before: `${bytes.toString('latin1', 0, keyAt)}${facts.before}`,
    after: `${facts.after},${bytes.toString('latin1', keyAt, usageAt)}${priced.cost}${bytes.toString('latin1', priced.resumeAt)}`,
  };
}

/** What ends a stream: the usage chunk (no choices, full usage, cost) for clients that asked for it, then `[DONE]`. */
export function streamEnd(run: Run, answer: FinalAnswer, chunk: { id: string; created: number }): AroundId {
  if (run.request?.wantsUsageChunk !== true && run.request?.options.wantsUsage !== true) {
    return { before: DONE, after: null };
  }
  const cost = numberOrNull(run.accounting?.costUsd);
  const usage = openAiUsage(answer.usage);
  const head = JSON.stringify({
    id: chunk.id,
    object: 'chat.completion.chunk',
    created: chunk.created,
    model: answer.answeredModel ?? answer.model,
    choices: [],
    usage: cost === null ? usage : { ...usage, cost },
  });
  const facts = lcoFacts(run);
  return { before: `data: ${textToBytes(head.slice(0, -1))},${facts.before}`, after: `${facts.after}}\n\n${DONE}` };
}

/** The member `"lco":{…}` of an answer: the same facts as the headers, for clients that hide headers. */
function lcoFacts(run: Run): AroundId<string> {
  const { accounting, answer } = run;
  const complexity = run.plan?.complexity ?? run.route?.complexity ?? null;
  const facts = {
    requested_model: run.requested?.name ?? null,
    provider: answer?.provider ?? null,
    model: answer?.model ?? null,
    mode: run.mode,
    score: complexity?.score ?? null,
    tier: complexity?.tier ?? null,
    expected_quality: run.plan?.expectedQuality,
    rule: run.rule?.name,
    cascade: run.cascade?.trace?.result,
    route_reason: run.plan?.reason ?? run.route?.reason ?? null,
    cache: run.cache.toLowerCase(),
    attempts: run.attempts.length,
    cost_usd: numberOrNull(accounting?.costUsd),
    baseline_model: accounting?.baselineModel ?? null,
    baseline_cost_usd: numberOrNull(accounting?.baselineCostUsd),
    saved_usd: numberOrNull(accounting?.savings?.savedUsd),
    simulated: answer?.isSimulated ?? false,
    estimated: accounting?.isEstimated === true ? true : undefined,
    dropped_params: run.droppedParameters.length > 0 ? run.droppedParameters : undefined,
  };
  return { before: '"lco":{"request_id":"', after: `",${textToBytes(JSON.stringify(facts)).slice(1)}` };
}

function numberOrNull(value: string | null | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}
