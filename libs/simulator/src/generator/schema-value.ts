import { isRecord, type JsonRecord, listOf, numberOrNull, recordOf, stringOrNull } from './json.ts';
import type { Random } from './random.ts';

const MAX_DEPTH = 12;

/** Likely values by the name of the property: whichever key is part of the lower-case name. */
const BY_NAME: readonly (readonly [string, readonly string[]])[] = [
  ['city', ['Paris', 'Berlin', 'Lisbon', 'Osaka']],
  ['location', ['Paris', 'Berlin', 'San Francisco', 'Zürich']],
  ['country', ['France', 'Japan', 'Brazil', 'Kenya']],
  ['currency', ['EUR', 'USD', 'JPY']],
  ['email', ['ada@example.com', 'grace@example.com']],
  ['url', ['https://example.com/a', 'https://example.com/b']],
  ['language', ['en', 'de', 'fr']],
  ['name', ['Ada', 'Grace', 'Alan', 'Zoë']],
  ['id', ['A-1001', 'B-2002', 'C-3003']],
  ['date', ['2026-11-23', '2026-12-01']],
  ['unit', ['celsius', 'metric']],
  ['color', ['blue', 'green']],
  ['status', ['open', 'done']],
];

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2026-11-23T09:30:00Z',
  date: '2026-11-23',
  time: '09:30:00Z',
  email: 'ada@example.com',
  uri: 'https://example.com/item',
  uuid: '0b5f1c2e-7d34-4a8b-9c11-2f6a7e5d9001',
  ipv4: '192.0.2.10',
  hostname: 'example.com',
  duration: 'P1D',
};

interface Scope {
  readonly random: Random;
  readonly root: JsonRecord;
  readonly topics: readonly string[];
}

/**
 * A value that satisfies a JSON schema: types, enum, const, required and optional properties, arrays, numeric and length
 * limits, `$ref` into the same document, anyOf/oneOf (first branch that is not null), allOf (merged). `pattern` and `not`
 * are not honoured. Depth is bounded; endless recursion ends in empty arrays and absent optional properties.
 */
export function valueForSchema(schema: JsonRecord, random: Random, topics: readonly string[]): unknown {
  return build(schema, 'value', { random, root: schema, topics }, 0);
}

function build(given: unknown, name: string, scope: Scope, depth: number): unknown {
  const schema = resolve(given, scope.root, 0);
  if (schema.const !== undefined) return schema.const;
  const options = listOf(schema.enum);
  if (options.length > 0) return scope.random.pick(options);
  const branches = [...listOf(schema.anyOf), ...listOf(schema.oneOf)];
  if (branches.length > 0) return build(branches.find((branch) => !isNull(branch)) ?? null, name, scope, depth);
  switch (typeOf(schema)) {
    case 'object':
      return buildObject(schema, scope, depth);
    case 'array':
      return buildArray(schema, name, scope, depth);
    case 'integer':
      return buildNumber(schema, scope, true);
    case 'number':
      return buildNumber(schema, scope, false);
    case 'boolean':
      return scope.random.next() < 0.5;
    case 'null':
      return null;
    default:
      return buildString(schema, name, scope);
  }
}

function buildObject(schema: JsonRecord, scope: Scope, depth: number): JsonRecord {
  const required = new Set(listOf(schema.required));
  const value: Record<string, unknown> = {};
  for (const [key, property] of Object.entries(recordOf(schema.properties))) {
    if (!required.has(key) && (depth >= 3 || scope.random.next() < 0.3)) continue;
    if (depth >= MAX_DEPTH && !required.has(key)) continue;
    value[key] = depth >= MAX_DEPTH ? null : build(property, key, scope, depth + 1);
  }
  return value;
}

function buildArray(schema: JsonRecord, name: string, scope: Scope, depth: number): readonly unknown[] {
  const least = Math.min(100, numberOrNull(schema.minItems) ?? 0);
  const most = Math.min(100, numberOrNull(schema.maxItems) ?? Math.max(least, 3));
  const count = depth >= 6 ? least : scope.random.between(Math.max(least, Math.min(1, most)), most);
  if (depth >= MAX_DEPTH) return [];
  return Array.from({ length: count }, () => build(schema.items ?? {}, name.replace(/s$/, ''), scope, depth + 1));
}

function buildNumber(schema: JsonRecord, scope: Scope, isInteger: boolean): number {
  const step = numberOrNull(schema.multipleOf);
  const above = numberOrNull(schema.exclusiveMinimum);
  const below = numberOrNull(schema.exclusiveMaximum);
  const gap = isInteger ? 1 : 0.001;
  const low = Math.max(
    numberOrNull(schema.minimum) ?? Number.NEGATIVE_INFINITY,
    above === null ? -Infinity : above + gap,
  );
  const high = Math.min(
    numberOrNull(schema.maximum) ?? Number.POSITIVE_INFINITY,
    below === null ? Infinity : below - gap,
  );
  const from = Number.isFinite(low) ? low : Number.isFinite(high) ? high - 100 : 1;
  const to = Number.isFinite(high) ? high : from + 100;
  if (step !== null && step > 0) return Math.ceil(from / step) * step;
  if (isInteger) return scope.random.between(Math.ceil(from), Math.floor(to));
  return Math.min(to, Math.max(from, Math.round((from + scope.random.next() * (to - from)) * 100) / 100));
}

function buildString(schema: JsonRecord, name: string, scope: Scope): string {
  const least = Math.min(10_000, numberOrNull(schema.minLength) ?? 0);
  const most = numberOrNull(schema.maxLength) ?? Number.POSITIVE_INFINITY;
  let text = FORMATS[stringOrNull(schema.format) ?? ''] ?? '';
  if (text === '') {
    const lower = name.toLowerCase();
    const match = BY_NAME.find(([key]) => lower.includes(key));
    text = match === undefined ? `${scope.random.pick(scope.topics)} ${lower}` : scope.random.pick(match[1]);
  }
  while (text.length < least) text += ` ${scope.random.pick(scope.topics)}`;
  return text.length > most ? text.slice(0, most) : text;
}

function typeOf(schema: JsonRecord): string {
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type;
  if (typeof type === 'string') return type;
  if (schema.properties !== undefined) return 'object';
  return schema.items === undefined ? 'string' : 'array';
}

function isNull(schema: unknown): boolean {
  return isRecord(schema) && schema.type === 'null';
}

function resolve(given: unknown, root: JsonRecord, hops: number): JsonRecord {
  const schema = recordOf(given);
  const reference = stringOrNull(schema.$ref);
  if (reference?.startsWith('#') && hops < 10) {
    let target: unknown = root;
    for (const step of reference.slice(1).split('/').filter(Boolean)) {
      target = recordOf(target)[step.replaceAll('~1', '/').replaceAll('~0', '~')];
    }
    return resolve(target, root, hops + 1);
  }
  const parts = listOf(schema.allOf).map((part) => resolve(part, root, hops + 1));
  if (parts.length === 0 || hops >= 10) return schema;
  const all = [schema, ...parts];
  return {
    ...Object.assign({}, ...all),
    properties: Object.assign({}, ...all.map((part) => recordOf(part.properties))),
    required: all.flatMap((part) => [...listOf(part.required)]),
    allOf: undefined,
  };
}
