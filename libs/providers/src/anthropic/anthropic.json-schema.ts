import { isRecord, type JsonRecord, listOf } from '../json/json.ts';

/** Limits that structured outputs refuse; they are told to the model in words instead, as the official SDK does it. */
const LIMITS = new Set(
  (
    'minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength minItems maxItems uniqueItems ' +
    'minProperties maxProperties'
  ).split(' '),
);
const MAPS = ['properties', '$defs', 'definitions'];
const LISTS = ['anyOf', 'allOf', 'oneOf'];
const MAX_DEPTH = 64;

/** A JSON schema as Anthropic's structured outputs take it: objects closed, limits moved into descriptions. */
export function toOutputSchema(schema: JsonRecord, depth = 0): JsonRecord {
  if (depth > MAX_DEPTH) return schema;
  const result: Record<string, unknown> = {};
  const limits: string[] = [];
  for (const [key, value] of Object.entries(schema)) {
    if (LIMITS.has(key)) limits.push(`${key}: ${JSON.stringify(value)}`);
    else if (MAPS.includes(key) && isRecord(value)) result[key] = mapValues(value, depth);
    else if (LISTS.includes(key)) result[key] = listOf(value).map((one) => within(one, depth));
    else if (key === 'items') result[key] = within(value, depth);
    else result[key] = value;
  }
  if (schema.type === 'object' || isRecord(schema.properties)) result.additionalProperties = false;
  if (limits.length > 0) {
    const description = typeof schema.description === 'string' ? `${schema.description} ` : '';
    result.description = `${description}{${limits.join(', ')}}`;
  }
  return result;
}

function mapValues(values: JsonRecord, depth: number): JsonRecord {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, within(value, depth)]));
}

function within(value: unknown, depth: number): unknown {
  return isRecord(value) ? toOutputSchema(value, depth + 1) : value;
}
