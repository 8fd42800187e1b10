import type { ChatRequest, Tier } from '@llm-cost-optimizer/contracts';

/** Larger requests are not worth a look-up: they repeat rarely and cost most to digest. */
const MAX_REQUEST_BYTES = 2 * 1024 * 1024;

/**
 * Whether a request may be answered from the cache at all. Sampling temperature does not matter: the client asked
 * the same question and gets an answer that was good for it; who wants a new one says `x-lco-cache: no-cache`.
 * Stored completions and live web search are never shared.
 */
export function isCacheable(request: ChatRequest): boolean {
  const { body, raw } = request;
  if (raw.byteLength > MAX_REQUEST_BYTES) return false;
  if (body.store === true) return false;
  // Beyond 2^53 two different seeds parse to the same number: their requests would share a key.
  if (typeof body.seed === 'number' && !Number.isSafeInteger(body.seed)) return false;
  return body.web_search_options === undefined || body.web_search_options === null;
}

/** Reasons to end that leave a whole answer. */
const GOOD_ENDS: ReadonlySet<string> = new Set(['stop', 'tool_calls', 'function_call']);

/** Only complete, good answers are stored: never errors, refusals, filtered, cut or broken ones (F63). */
export function mayStore(answer: { readonly isComplete: boolean; readonly finishReason: string | null }): boolean {
  return answer.isComplete && answer.finishReason !== null && GOOD_ENDS.has(answer.finishReason);
}

/**
 * Lifetime of a stored answer in whole seconds: the request's wish, at most the configured one; 0 = do not store.
 * Whole because shared stores count in seconds; rounded down because an answer may die early but not late.
 */
export function ttlFor(options: {
  readonly requestedTtlSeconds: number | null;
  readonly tier: Tier | 'pinned';
  readonly ttlSeconds: Readonly<Record<Tier | 'pinned', number>>;
}): number {
  const configured = options.ttlSeconds[options.tier];
  if (configured <= 0) return 0;
  const wished = options.requestedTtlSeconds ?? configured;
  return Math.max(0, Math.floor(Math.min(wished, configured)));
}
