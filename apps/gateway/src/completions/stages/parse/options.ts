import { GatewayError, isMode, type LcoOptions, type Mode } from '@llm-cost-optimizer/contracts';
import type { Exchange } from '../../exchange.ts';

type Fields = Record<string, unknown>;

const NO_TAGS: readonly string[] = Object.freeze([]);
const MAX_TAGS = 20;
const MAX_TAG_LENGTH = 200;
/** One pico-dollar, the unit money is counted in. */
const MIN_AMOUNT = 1e-12;

/** Options of a request that gives none. */
const DEFAULTS: LcoOptions = Object.freeze({
  mode: null,
  cacheRead: true,
  cacheWrite: true,
  cacheOnly: false,
  cacheTtlSeconds: null,
  cacheNamespace: null,
  tags: NO_TAGS,
  sessionId: null,
  baseline: null,
  maxCostUsd: null,
  allowedModels: null,
  wantsUsage: false,
});

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
  'x-lco-tags',
  'x-litellm-tags',
  ...SESSION_HEADERS,
  'x-lco-max-cost-usd',
  'x-lco-cache',
  'cache-control',
  'anthropic-beta',
] as const;

type Draft = { -readonly [K in keyof LcoOptions]: LcoOptions[K] };

/**
 * Brings our options together from the body (`lco`, `preference`), our headers and the dialects of other gateways
 * (LiteLLM's `cache` and `metadata.tags`, OpenRouter's `session_id`). Headers win over the body.
 * Throws `invalid_request` for an option of ours with a wrong value; foreign dialects are read tolerantly.
 */
export function readOptions(body: Fields, exchange: Pick<Exchange, 'header'>): LcoOptions {
  const draft: Draft = { ...DEFAULTS };
  if (isMode(body.preference)) draft.mode = body.preference;
  readDialects(body, draft);
  if (body.lco !== undefined && body.lco !== null) readNamespace(body.lco, draft);
  readHeaders(exchange, draft);
  return draft;
}

function readDialects(body: Fields, draft: Draft): void {
  const { cache, metadata, session_id: sessionId } = body;
  if (isFields(cache)) {
    if (cache['no-cache'] === true) draft.cacheRead = false;
    if (cache['no-store'] === true) draft.cacheWrite = false;
    if (isPositive(cache.ttl)) draft.cacheTtlSeconds = cache.ttl;
    if (typeof cache.namespace === 'string') draft.cacheNamespace = cache.namespace.slice(0, MAX_TAG_LENGTH);
  }
  if (isFields(metadata) && metadata.tags !== undefined) draft.tags = readTags(metadata.tags);
  if (typeof sessionId === 'string') draft.sessionId = sessionId.slice(0, MAX_TAG_LENGTH);
}

function readNamespace(lco: unknown, draft: Draft): void {
  if (!isFields(lco)) throw invalid('`lco` must be an object, e.g. {"mode": "cost"}.', 'lco');
  for (const [name, value] of Object.entries(lco)) {
    if (value === null || value === undefined) continue;
    const read = READERS[name];
    if (read === undefined) {
      throw invalid(`\`lco.${name.slice(0, 40)}\` is not known. Known: ${Object.keys(READERS).join(', ')}.`, 'lco');
    }
    read(value, draft);
  }
}

const READERS: Readonly<Record<string, (value: unknown, draft: Draft) => void>> = Object.assign(Object.create(null), {
  mode: (value: unknown, draft: Draft) => {
    draft.mode = readMode(value, 'lco.mode');
  },
  tags: (value: unknown, draft: Draft) => {
    draft.tags = readTags(value);
  },
  session_id: (value: unknown, draft: Draft) => {
    draft.sessionId = text(value, 'lco.session_id');
  },
  baseline: (value: unknown, draft: Draft) => {
    draft.baseline = text(value, 'lco.baseline');
  },
  usage: (value: unknown, draft: Draft) => {
    draft.wantsUsage = value === true;
  },
  max_cost_usd: (value: unknown, draft: Draft) => {
    draft.maxCostUsd = readAmount(value, 'lco.max_cost_usd');
  },
  allowed_models: (value: unknown, draft: Draft) => {
    draft.allowedModels = stringList(value, 'lco.allowed_models');
  },
  cache: (value: unknown, draft: Draft) => {
    readCache(value, draft);
  },
});

function readCache(value: unknown, draft: Draft): void {
  if (!isFields(value)) throw invalid('`lco.cache` must be an object, e.g. {"read": false}.', 'lco.cache');
  if (value.read !== undefined) draft.cacheRead = flag(value.read, 'lco.cache.read');
  if (value.write !== undefined) draft.cacheWrite = flag(value.write, 'lco.cache.write');
  if (value.ttl_s !== undefined) {
    if (!isPositive(value.ttl_s))
      throw invalid('`lco.cache.ttl_s` must be a number of seconds above 0.', 'lco.cache.ttl_s');
    draft.cacheTtlSeconds = value.ttl_s;
  }
  if (value.namespace !== undefined) draft.cacheNamespace = text(value.namespace, 'lco.cache.namespace');
}

function readHeaders(exchange: Pick<Exchange, 'header'>, draft: Draft): void {
  const mode = exchange.header('x-lco-mode');
  if (mode !== null) draft.mode = readMode(mode, 'x-lco-mode');
  const tags = exchange.header('x-lco-tags') ?? exchange.header('x-litellm-tags');
  if (tags !== null) draft.tags = readTags(tags);
  for (const name of SESSION_HEADERS) {
    const session = exchange.header(name);
    if (session === null) continue;
    draft.sessionId = session.slice(0, MAX_TAG_LENGTH);
    break;
  }
  const maxCost = exchange.header('x-lco-max-cost-usd');
  if (maxCost !== null) draft.maxCostUsd = readAmount(Number(maxCost), 'x-lco-max-cost-usd');
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

function readMode(value: unknown, param: string): Mode {
  if (!isMode(value)) throw invalid(`\`${param}\` must be one of cost, balanced, speed, quality.`, param);
  return value;
}

/** In plain decimals: the amount is compared exactly. */
function readAmount(value: unknown, param: string): string {
  if (typeof value !== 'number' || !(value >= MIN_AMOUNT && value <= 1e6)) {
    throw invalid(`\`${param}\` must be an amount of US dollars above 0.`, param);
  }
  return String(value).includes('e') ? value.toFixed(12) : String(value);
}

function readTags(value: unknown): readonly string[] {
  const list = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
  const tags = list.filter((tag): tag is string => typeof tag === 'string' && tag.trim() !== '');
  return tags.slice(0, MAX_TAGS).map((tag) => tag.trim().slice(0, MAX_TAG_LENGTH));
}

function flag(value: unknown, param: string): boolean {
  if (typeof value !== 'boolean') throw invalid(`\`${param}\` must be true or false.`, param);
  return value;
}

function stringList(value: unknown, param: string): readonly string[] {
  if (!Array.isArray(value) || value.length > 100 || !value.every((item) => typeof item === 'string')) {
    throw invalid(`\`${param}\` must be a list of model names or patterns such as "openai/*".`, param);
  }
  return value;
}

function text(value: unknown, param: string): string {
  if (typeof value !== 'string' || value === '' || value.length > MAX_TAG_LENGTH) {
    throw invalid(`\`${param}\` must be a string of 1 to ${MAX_TAG_LENGTH} characters.`, param);
  }
  return value;
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(message: string, param: string): GatewayError {
  return new GatewayError('invalid_request', message, { param });
}
