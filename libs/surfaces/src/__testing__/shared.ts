import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** Material beside the repository; tests that need it are skipped by name where it is absent. */
const SHARED = join(import.meta.dirname, '../../../../../shared');

export const hasSpecs = existsSync(join(SHARED, 'specs'));
export const hasRecordings = existsSync(join(SHARED, 'fixtures/providers'));

export interface Recording {
  readonly name: string;
  readonly endpoint: string;
  readonly status: number;
  /** Null where the source holds the answer alone. */
  readonly request: Record<string, unknown> | null;
  /** Bytes of the answer. */
  readonly body: Uint8Array;
  readonly isStream: boolean;
  /** The recorder kept the provider's own bytes or JSON. */
  readonly isGenuine: boolean;
}

/** Recordings of one provider and endpoint; none where they are absent. */
export function recordings(provider: string, endpoint: string): Recording[] {
  if (!hasRecordings) return [];
  const folder = join(SHARED, 'fixtures/providers', provider);
  return readdirSync(folder)
    .map((name) => readRecording(join(folder, name), name))
    .filter((one) => one.endpoint === endpoint);
}

function readRecording(folder: string, name: string): Recording {
  const meta = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8'));
  const request = join(folder, 'request.json');
  return {
    name,
    endpoint: meta.endpoint,
    status: meta.status,
    request: existsSync(request) ? JSON.parse(readFileSync(request, 'utf8')) : null,
    body: meta.body === undefined ? new Uint8Array(0) : readFileSync(join(folder, meta.body)),
    isStream: /\.(?:sse|ndjson)$/.test(String(meta.body)),
    isGenuine: meta.fidelity === 'raw' || meta.fidelity === 'parsed',
  };
}

type Schema = Record<string, unknown>;

/** Checks against a type of the Messages API, e.g. `response`, `streamEvent`. */
export function messagesValidator(type: string): ValidateFunction {
  const file = JSON.parse(readFileSync(join(SHARED, 'specs/anthropic-messages.schema.json'), 'utf8'));
  return createAjv(withoutDialect(file), 'anthropic').compile({
    $ref: `anthropic#/definitions/AnthropicMessagesApi/properties/${type}`,
  });
}

/** Checks against a schema of OpenAI's API, e.g. `Response`. */
export function openAiValidator(name: string): ValidateFunction {
  const file = JSON.parse(readFileSync(join(SHARED, 'specs/openai-openapi.trimmed.json'), 'utf8'));
  const document = withoutNullable({ components: file.components });
  return createAjv(document, 'openai').compile({ $ref: `openai#/components/schemas/${name}` });
}

function createAjv(document: Schema, id: string): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ ...document, $id: id });
  return ajv;
}

function withoutDialect({ $schema: _dialect, ...schema }: Schema): Schema {
  return schema;
}

/** A few schemas hold `nullable`, which JSON Schema does not have: it becomes a type. */
function withoutNullable(value: unknown): Schema {
  return JSON.parse(
    JSON.stringify(value, (_key, one: unknown) => {
      if (typeof one !== 'object' || one === null || !('nullable' in one) || one.nullable === false) return one;
      const { nullable: _nullable, ...rest } = one;
      return { anyOf: [rest, { type: 'null' }] };
    }),
  );
}
