import { Ajv, type ValidateFunction } from 'ajv';
import { RE2JS } from 're2js';
import * as z from 'zod';

/** Schemas beyond these are not checked: compiling them would hold up every other request. */
const MAX_SCHEMA_CHARS = 40_000;
const MAX_SCHEMA_DEPTH = 40;
const MAX_VALUE_CHARS = 200_000;
const MAX_CACHED = 200;

/** `patterns` come from clients: only an engine that is linear in time may run them here. */
const linear = Object.assign(
  (pattern: string) => {
    const compiled = RE2JS.compile(pattern);
    return { test: (text: string) => compiled.matcher(text).find() };
  },
  { code: 'linear' },
);

const schemaObject = z.record(z.string(), z.unknown());
const compiled = new Map<string, ValidateFunction | null>();

/** Whether a value fits a JSON schema; null = the schema cannot be checked (invalid, remote, too large, a pattern RE2 lacks). */
export function fitsSchema(schema: unknown, value: unknown): boolean | null {
  const validate = validatorOf(schema);
  return validate === null ? null : validate(value) === true;
}

/** Parsed JSON, or `undefined` for text that is none or too long to look at. */
export function parseJson(text: string): { readonly value: unknown } | null {
  if (text.length > MAX_VALUE_CHARS) return null;
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    return null;
  }
}

/** Compiled once per schema text; the oldest of {@link MAX_CACHED} goes first. */
function validatorOf(schema: unknown): ValidateFunction | null {
  const parsed = schemaObject.safeParse(schema);
  if (!parsed.success || depthOf(schema, 0) > MAX_SCHEMA_DEPTH) return null;
  const key = JSON.stringify(schema);
  if (key.length > MAX_SCHEMA_CHARS) return null;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const made = compile(parsed.data);
  const [oldest] = compiled.keys();
  if (compiled.size >= MAX_CACHED && oldest !== undefined) compiled.delete(oldest);
  compiled.set(key, made);
  return made;
}

function compile({ $schema: _dialect, $id: _id, ...schema }: Record<string, unknown>): ValidateFunction | null {
  try {
    // A new instance each time: one that is kept would keep every schema that clients ever sent.
    const ajv = new Ajv({
      strict: false,
      validateFormats: false,
      addUsedSchema: false,
      logger: false,
      code: { regExp: linear },
    });
    return ajv.compile(schema);
  } catch {
    // Invalid schemas and unsupported patterns: nothing can be said about the answer.
    return null;
  }
}

function depthOf(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null || depth > MAX_SCHEMA_DEPTH) return depth;
  let deepest = depth;
  for (const child of Object.values(value)) deepest = Math.max(deepest, depthOf(child, depth + 1));
  return deepest;
}
