import type { Exchange } from '../../exchange.ts';
import {
  clipped,
  type Draft,
  flag,
  invalid,
  readAmount,
  readDial,
  readDuration,
  readMode,
  readTags,
  readTarget,
  readTier,
} from './option-values.ts';

const SESSION_HEADERS = [
  'x-lco-session-id',
  'x-session-id',
  'x-litellm-session-id',
  'x-claude-code-session-id',
  'x-model-affinity',
] as const;

/** Every header that is read here or passed on to providers; whoever remembers answers by request must tell requests apart by them. */
export const OPTION_HEADERS = [
  'x-lco-mode',
  'x-lco-dial',
  'x-lco-quality-target',
  'x-lco-min-tier',
  'x-lco-tags',
  'x-litellm-tags',
  ...SESSION_HEADERS,
  'x-lco-max-cost-usd',
  'x-lco-deadline',
  'x-lco-strict-params',
  'x-lco-cascade',
  'x-lco-cache',
  'cache-control',
  'anthropic-beta',
] as const;

/** Our headers and those of other gateways; they win over the body. Throws `invalid_request` for a wrong value of ours. */
export function readHeaders(exchange: Pick<Exchange, 'header'>, draft: Draft): void {
  const mode = exchange.header('x-lco-mode');
  if (mode !== null) draft.mode = readMode(mode, 'x-lco-mode');
  const dial = exchange.header('x-lco-dial');
  if (dial !== null) draft.dial = readDial(plainNumber(dial), 'x-lco-dial');
  const target = exchange.header('x-lco-quality-target');
  if (target !== null) draft.qualityTarget = readTarget(plainNumber(target), 'x-lco-quality-target');
  const minTier = exchange.header('x-lco-min-tier');
  if (minTier !== null) draft.minTier = readTier(minTier, 'x-lco-min-tier');
  const tags = exchange.header('x-lco-tags') ?? exchange.header('x-litellm-tags');
  if (tags !== null) draft.tags = readTags(tags);
  for (const name of SESSION_HEADERS) {
    const session = exchange.header(name);
    if (session === null) continue;
    draft.sessionId = clipped(session);
    break;
  }
  const maxCost = exchange.header('x-lco-max-cost-usd');
  if (maxCost !== null) draft.maxCostUsd = readAmount(Number(maxCost), 'x-lco-max-cost-usd');
  const deadline = exchange.header('x-lco-deadline');
  if (deadline !== null) draft.deadlineMs = readDuration(plainNumber(deadline), 'x-lco-deadline');
  const strict = exchange.header('x-lco-strict-params');
  if (strict !== null) draft.isStrict = flag(truth(strict), 'x-lco-strict-params');
  const cascade = exchange.header('x-lco-cascade');
  if (cascade !== null) draft.cascade = flag(truth(cascade), 'x-lco-cascade');
  readCacheHeaders(exchange, draft);
}

/** A header is always text; a bare number is meant as one. */
function plainNumber(value: string): unknown {
  return /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}

function truth(value: string): unknown {
  const word = value.trim().toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : value;
}

function readCacheHeaders(exchange: Pick<Exchange, 'header'>, draft: Draft): void {
  const ours = exchange.header('x-lco-cache');
  if (
    ours !== null &&
    !ours
      .toLowerCase()
      .split(',')
      .every((word) => CACHE_WORDS.has(word.trim()))
  ) {
    throw invalid(`\`x-lco-cache\` must be one of ${[...CACHE_WORDS].join(', ')}.`, 'x-lco-cache');
  }
  const cache = ours ?? exchange.header('cache-control');
  if (cache !== null) readCacheHeader(cache, draft);
}

const CACHE_WORDS: ReadonlySet<string> = new Set(['no-store', 'no-cache', 'off', 'only']);

function readCacheHeader(value: string, draft: Draft): void {
  for (const word of value.toLowerCase().split(',')) {
    const directive = word.trim();
    if (directive === 'no-cache' || directive === 'off') draft.cacheRead = false;
    if (directive === 'no-store' || directive === 'off') draft.cacheWrite = false;
    if (directive === 'only' || directive === 'only-if-cached') draft.cacheOnly = true;
  }
}
