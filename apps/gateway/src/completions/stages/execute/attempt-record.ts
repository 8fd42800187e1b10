import {
  type AttemptOutcome,
  type AttemptRecord,
  type Candidate,
  type Deployment,
  NO_USAGE,
  type OddUsage,
  type TokenUsage,
  type UsageSource,
} from '@llm-cost-optimizer/contracts';
import { toUsdString } from '@llm-cost-optimizer/pricing';
import type { Upstream } from '../../../snapshot/upstream.ts';
import { isoTime } from '../../iso-time.ts';
import type { Run } from '../../run.ts';
import type { AttemptEnd } from './attempt.ts';
import { usageDoubt } from './usage-doubt.ts';

/** Characters of generated text per token where the provider sent no usage (English prose, tokenizers of a factor of 1; see docs/providers.md). */
const CHARACTERS_PER_TOKEN = 4;

/** Of what a provider sent in the place of a count. */
const MAX_SENT_CHARS = 300;

/** Outcomes after which the provider may have worked and bill for it although no usage came. */
const MAYBE_BILLED: ReadonlySet<AttemptOutcome> = new Set([
  'ok',
  'cancelled',
  'timeout_headers',
  'timeout_first_token',
  'stalled',
  'broken',
  'deadline',
  'invalid_answer',
  'interrupted',
]);

/** The ledger row of one call, priced by the model that the answer names, on the day it started. */
export function recordAttempt(options: {
  run: Run;
  candidate: Candidate;
  upstream: Upstream;
  end: AttemptEnd;
  number: number;
  startedAtMs: number;
  id: string;
}): AttemptRecord {
  const { run, candidate, upstream, end } = options;
  const { deployment } = candidate;
  const read = end.answer ?? end.decoder;
  const { usageSource, odd, ...counted } = attemptUsage(run, end, deployment);
  const usage = end.hasGatewayMarks ? withMarks(counted.usage) : counted.usage;
  const serviceTier = read?.serviceTier ?? null;
  const priced =
    usageSource === 'none' || isFree(usage)
      ? FREE
      : run.snapshot.catalogue.price({
          provider: deployment.provider,
          model: read?.model ?? deployment.model,
          usage,
          at: options.startedAtMs,
          serviceTier,
        });
  const record: AttemptRecord = {
    id: options.id,
    number: options.number,
    provider: deployment.provider,
    model: deployment.model,
    answeredModel: read?.model ?? null,
    isSimulated: deployment.isSimulated,
    outcome: end.outcome,
    httpStatus: end.httpStatus,
    startedAt: isoTime(options.startedAtMs),
    ttftMs: round(end.ttftMs),
    latencyMs: round(end.latencyMs) ?? 0,
    usage,
    usageSource,
    costUsd: priced.costUsd,
    costLines: priced.lines,
    priceSource: priced.priceSource,
    matchKind: priced.matchKind,
    serviceTier,
    providerRequestId: end.headers['x-request-id'] ?? end.headers['request-id'] ?? null,
    finishReason: read?.finishReason ?? null,
  };
  const charge = priced.costUsd === null ? chargeFor(run, deployment.provider, usage, options.startedAtMs) : null;
  if (upstream.label === null && odd === null && charge === null) return record;
  return {
    ...record,
    ...(charge === null ? {} : { chargeUsd: charge }),
    ...(upstream.label === null ? {} : { upstream: upstream.label }),
    ...(odd === null ? {} : { oddUsage: odd }),
  };
}

/** Says of cached and written tokens that they are the gateway's doing; without any there is nothing to say. */
function withMarks(usage: TokenUsage): TokenUsage {
  const { cachedTokens, cacheWriteTokens, cacheWriteLongTokens } = usage;
  return cachedTokens + cacheWriteTokens + cacheWriteLongTokens === 0 ? usage : { ...usage, hasGatewayMarks: true };
}

/** What budgets count for a call without a known price: a dear guess, because a budget that takes it for free never ends. */
function chargeFor({ snapshot }: Run, provider: string, usage: TokenUsage, at: number): string | null {
  const dearest = snapshot.catalogue.dearestCost({ provider, usage, at });
  return dearest === null ? null : toUsdString(dearest);
}

/** Calls that no provider bills (moderation, counting) have a usage of nothing, which needs no price. */
export function isFree({ promptTokens, completionTokens, serverToolRequests }: TokenUsage): boolean {
  return promptTokens === 0 && completionTokens === 0 && serverToolRequests === undefined;
}

/** Nothing was generated, so nothing is billed, whether or not the model has a known price. */
const FREE = Object.freeze({ costUsd: '0', lines: Object.freeze([]), priceSource: null, matchKind: null });

interface CountedUsage {
  readonly usage: TokenUsage;
  readonly usageSource: UsageSource;
  readonly odd: OddUsage | null;
}

/**
 * The provider's own count where it came; else an estimate, or nothing where nothing was generated. A stream that
 * ended early may hold a count of the prompt and of the first token only: then the text that was read decides.
 * `odd` is a count that the text speaks against; it is replaced only where it cannot be true.
 */
function attemptUsage(run: Run, end: AttemptEnd, deployment: Deployment): CountedUsage {
  const read = end.answer ?? end.decoder;
  const counted = read?.usage ?? null;
  const isWhole = end.answer !== null || end.decoder?.isFinished === true;
  if (counted !== null && isWhole) {
    // Old completions may send the prompt back in front of the answer.
    const echoedTokens = run.exchange.surface.id === 'completions' ? counted.promptTokens : 0;
    const doubt = usageDoubt(counted, read?.outputChars ?? 0, echoedTokens);
    if (doubt === null) return { usage: counted, usageSource: 'provider', odd: null };
    const { promptTokens, completionTokens } = counted;
    const odd = { promptTokens, completionTokens, isReplaced: doubt === 'too_few' };
    if (!odd.isReplaced) return { usage: counted, usageSource: 'provider', odd };
    const { outputTokens } = estimate(run, end, deployment);
    return { usage: { ...counted, completionTokens: outputTokens }, usageSource: 'estimated', odd };
  }
  const { outputTokens, promptTokens } = estimate(run, end, deployment);
  if (outputTokens === 0 && !isMaybeBilled(end)) return { usage: NO_USAGE, usageSource: 'none', odd: null };
  if (counted !== null) {
    const completionTokens = Math.max(counted.completionTokens, outputTokens);
    return { usage: { ...counted, completionTokens }, usageSource: 'estimated', odd: null };
  }
  const usage = { ...NO_USAGE, promptTokens, completionTokens: outputTokens, reasoningTokens: null };
  return { usage, usageSource: 'estimated', odd: isWhole ? noCount(read?.sentUsage) : null };
}

/** Tokens of the prompt and of the text that came, as the model's tokenizer cuts texts like them. */
function estimate(run: Run, end: AttemptEnd, deployment: Deployment) {
  const read = end.answer ?? end.decoder;
  const factor = run.snapshot.catalogue.tokenFactor(deployment);
  return {
    promptTokens: Math.ceil((run.features?.promptTokensEstimated ?? 0) * factor),
    outputTokens: read?.outputTokens ?? Math.ceil(((read?.outputChars ?? 0) * factor) / CHARACTERS_PER_TOKEN),
  };
}

/** What a provider sent in the place of a count; null = nothing. */
function noCount(sent: unknown): OddUsage | null {
  if (sent === undefined || sent === null) return null;
  // The fields with values of their own say enough; what is nested may be endless.
  const shown = typeof sent === 'object' ? Object.fromEntries(Object.entries(sent).filter(isPlain).slice(0, 20)) : sent;
  const text = JSON.stringify(shown).slice(0, MAX_SENT_CHARS);
  return { promptTokens: null, completionTokens: null, sent: text, isReplaced: true };
}

function isPlain([, value]: [string, unknown]): boolean {
  return typeof value !== 'object';
}

/** Error statuses are not billed, and neither is a connection that broke before anything was answered. */
function isMaybeBilled({ outcome, httpStatus }: AttemptEnd): boolean {
  if (!MAYBE_BILLED.has(outcome)) return false;
  return httpStatus === null ? outcome !== 'broken' : httpStatus >= 200 && httpStatus <= 299;
}

function round(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 1_000) / 1_000;
}
