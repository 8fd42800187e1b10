import { isMode, type LcoOptions } from '@llm-cost-optimizer/contracts';
import type { Exchange } from '../../exchange.ts';
import { readHeaders } from './option-headers.ts';
import {
  clipped,
  type Draft,
  type Fields,
  flag,
  invalid,
  isFields,
  isModelNames,
  isPositive,
  modelNames,
  modelPatterns,
  readAmount,
  readDial,
  readDuration,
  readMode,
  readTags,
  readTarget,
  readTier,
  text,
  withMetadata,
} from './option-values.ts';

const NO_TAGS: readonly string[] = Object.freeze([]);

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

/**
 * Brings our options together from the body (`lco`, `preference`), our headers and the dialects of other gateways
 * (LiteLLM's `cache` and `metadata.tags`, OpenRouter's `models` and `session_id`). Headers win over the body.
 * Throws `invalid_request` for an option of ours with a wrong value; foreign dialects are read tolerantly.
 */
export function readOptions(body: Fields, exchange: Pick<Exchange, 'header'>): LcoOptions {
  const draft: Draft = { ...DEFAULTS };
  if (isMode(body.preference)) draft.mode = body.preference;
  readDialects(body, draft);
  if (body.lco !== undefined && body.lco !== null) readNamespace(body.lco, draft);
  readHeaders(exchange, draft);
  if (isFields(body.metadata)) draft.tags = withMetadata(draft.tags, body.metadata);
  return draft;
}

function readDialects(body: Fields, draft: Draft): void {
  const { cache, metadata, models, session_id: sessionId } = body;
  if (isFields(cache)) {
    if (cache['no-cache'] === true) draft.cacheRead = false;
    if (cache['no-store'] === true) draft.cacheWrite = false;
    if (isPositive(cache.ttl)) draft.cacheTtlSeconds = cache.ttl;
    if (isPositive(cache['s-maxage'])) draft.cacheMaxAgeSeconds = cache['s-maxage'];
    if (typeof cache.namespace === 'string') draft.cacheNamespace = clipped(cache.namespace);
  }
  if (isModelNames(models)) draft.fallbacks = models;
  if (isFields(metadata) && metadata.tags !== undefined) draft.tags = readTags(metadata.tags);
  if (typeof sessionId === 'string') draft.sessionId = clipped(sessionId);
}

function readNamespace(lco: unknown, draft: Draft): void {
  if (!isFields(lco)) throw invalid('`lco` must be an object, e.g. {"mode": "cost"}.', 'lco');
  for (const [name, value] of Object.entries(lco)) {
    if (value === null || value === undefined) continue;
    const read = READERS[name];
    if (read === undefined) throw unknownOption('lco', name, READERS);
    read(value, draft);
  }
}

const READERS: Readonly<Record<string, (value: unknown, draft: Draft) => void>> = Object.assign(Object.create(null), {
  mode: (value: unknown, draft: Draft) => {
    draft.mode = readMode(value, 'lco.mode');
  },
  dial: (value: unknown, draft: Draft) => {
    draft.dial = readDial(value, 'lco.dial');
  },
  quality_target: (value: unknown, draft: Draft) => {
    draft.qualityTarget = readTarget(value, 'lco.quality_target');
  },
  min_tier: (value: unknown, draft: Draft) => {
    draft.minTier = readTier(value, 'lco.min_tier');
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
    draft.allowedModels = modelPatterns(value, 'lco.allowed_models');
  },
  fallbacks: (value: unknown, draft: Draft) => {
    draft.fallbacks = modelNames(value, 'lco.fallbacks');
  },
  deadline: (value: unknown, draft: Draft) => {
    draft.deadlineMs = readDuration(value, 'lco.deadline');
  },
  cascade: (value: unknown, draft: Draft) => {
    draft.cascade = flag(value, 'lco.cascade');
  },
  strict_params: (value: unknown, draft: Draft) => {
    draft.isStrict = flag(value, 'lco.strict_params');
  },
  prompt_caching: (value: unknown, draft: Draft) => {
    if (!flag(value, 'lco.prompt_caching')) draft.promptCaching = false;
  },
  cache: (value: unknown, draft: Draft) => {
    readCache(value, draft);
  },
});

const CACHE_READERS: Readonly<Record<string, (value: unknown, draft: Draft) => void>> = Object.assign(
  Object.create(null),
  {
    read: (value: unknown, draft: Draft) => {
      draft.cacheRead = flag(value, 'lco.cache.read');
    },
    write: (value: unknown, draft: Draft) => {
      draft.cacheWrite = flag(value, 'lco.cache.write');
    },
    ttl_s: (value: unknown, draft: Draft) => {
      if (!isPositive(value))
        throw invalid('`lco.cache.ttl_s` must be a number of seconds above 0.', 'lco.cache.ttl_s');
      draft.cacheTtlSeconds = value;
    },
    namespace: (value: unknown, draft: Draft) => {
      draft.cacheNamespace = text(value, 'lco.cache.namespace');
    },
    /** Nobody is given an answer to another question: there is nothing to switch off, and nothing to switch on. */
    semantic: (value: unknown) => {
      if (!flag(value, 'lco.cache.semantic')) return;
      throw invalid('There is no semantic cache. Leave `lco.cache.semantic` out.', 'lco.cache.semantic');
    },
  },
);

function readCache(value: unknown, draft: Draft): void {
  if (!isFields(value)) throw invalid('`lco.cache` must be an object, e.g. {"read": false}.', 'lco.cache');
  for (const [name, member] of Object.entries(value)) {
    if (member === null || member === undefined) continue;
    const read = CACHE_READERS[name];
    if (read === undefined) throw unknownOption('lco.cache', name, CACHE_READERS);
    read(member, draft);
  }
}

function unknownOption(group: string, name: string, known: Readonly<Record<string, unknown>>) {
  const param = `${group}.${name.slice(0, 40)}`;
  return invalid(`\`${param}\` is not known. Known: ${Object.keys(known).join(', ')}.`, param);
}
