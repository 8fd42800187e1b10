import { NO_USAGE, type TokenUsage } from '@llm-cost-optimizer/contracts';
import { readAnthropicUsage, serviceTierOf } from '../anthropic/anthropic.usage.ts';
import { isRecord, type JsonRecord, recordOf, textOrNull } from '../json/json.ts';
import { readOpenAiUsage, readResponsesUsage } from '../openai-compatible/openai-compatible.usage.ts';
import { usageOfResponse } from '../openai-compatible/responses.response.ts';

/** What a provider's own account of a call says that decides about its price. */
export interface UsageReading {
  readonly usage: TokenUsage;
  /** The provider's word for the tier that was used; null = it does not say. */
  readonly serviceTier: string | null;
  /** The provider's word for the region the work was bound to; null = it does not say. */
  readonly region: string | null;
}

/** Fields that only Anthropic's usage has; `input_tokens` alone could be the Responses API's. */
const ANTHROPIC_FIELDS = [
  'cache_read_input_tokens',
  'cache_creation_input_tokens',
  'cache_creation',
  'server_tool_use',
];
/** Every count that a usage without work states as 0. */
const TOTALS = [
  'prompt_tokens',
  'completion_tokens',
  'input_tokens',
  'output_tokens',
  'prompt_eval_count',
  'eval_count',
];

/**
 * Reads a usage as a provider sends it: the `usage` object alone or the whole answer around it, of Chat Completions, Responses,
 * Embeddings, Messages, Groq's streams (`x_groq`) or Ollama's own API; also flattened as exports write it. The shape is told by its fields; `provider` only decides where
 * two look alike. An explicit usage of zeros stays zero. Null when no shape fits or a count cannot be true.
 */
export function readUsage(value: unknown, provider: string): UsageReading | null {
  if (!isRecord(value)) return null;
  const body = isRecord(value.response) ? value.response : value;
  const fields = nested(usageIn(body));
  const usage = isAnthropic(fields, provider) ? readAnthropicUsage(fields) : readByFields(fields, body);
  const found = usage ?? (statesZero(fields) ? NO_USAGE : null);
  if (found === null) return null;
  return {
    usage: withRetention(found, body),
    serviceTier: serviceTierOf(fields) ?? textOrNull(body.service_tier),
    region: textOrNull(fields.inference_geo),
  };
}

/** Exports of usage write `cache_creation.ephemeral_1h_input_tokens` in one word; such names become groups again. */
function nested(fields: JsonRecord): JsonRecord {
  const dotted = Object.keys(fields).filter((name) => name.includes('.'));
  if (dotted.length === 0) return fields;
  const groups: Record<string, unknown> = { ...fields };
  for (const name of dotted) {
    const [group = '', ...rest] = name.split('.');
    groups[group] = { ...recordOf(groups[group]), [rest.join('.')]: fields[name] };
  }
  return groups;
}

function usageIn(body: JsonRecord): JsonRecord {
  if (isRecord(body.usage)) return body.usage;
  const groq = recordOf(body.x_groq);
  if (isRecord(groq.usage)) return groq.usage;
  return isRecord(body.message) && isRecord(body.message.usage) ? body.message.usage : body;
}

function isAnthropic(fields: JsonRecord, provider: string): boolean {
  if (!('input_tokens' in fields) || 'input_tokens_details' in fields) return false;
  return provider === 'anthropic' || ANTHROPIC_FIELDS.some((field) => field in fields);
}

function readByFields(fields: JsonRecord, body: JsonRecord): TokenUsage | null {
  if ('prompt_tokens' in fields) return readOpenAiUsage(fields);
  // The Responses API bills tools whose calls stand among the output items and in no count.
  if ('input_tokens' in fields) return isRecord(body.usage) ? usageOfResponse(body) : readResponsesUsage(fields);
  return readOpenAiUsage({ prompt_tokens: fields.prompt_eval_count, completion_tokens: fields.eval_count ?? 0 });
}

/** A usage of zeros is a statement; a missing usage is none. */
function statesZero(fields: JsonRecord): boolean {
  const stated = TOTALS.filter((name) => name in fields);
  return stated.length > 0 && stated.every((name) => fields[name] === 0);
}

/** OpenAI's usage does not say how long a cache write was kept; the answer around it repeats what was asked for. */
function withRetention(usage: TokenUsage, { prompt_cache_retention: retention }: JsonRecord): TokenUsage {
  const isLong = retention === '12h' || retention === '24h';
  if (!isLong || usage.cacheWriteTokens === 0) return usage;
  return { ...usage, cacheWriteTokens: 0, cacheWriteLongTokens: usage.cacheWriteLongTokens + usage.cacheWriteTokens };
}
