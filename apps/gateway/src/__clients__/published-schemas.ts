import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** Descriptions of the vendors lie beside the repository; specs skip by name where they are absent. */
const FOLDER = join(import.meta.dirname, '../../../../../shared/specs');

export const hasSchemas = existsSync(FOLDER);

export type Schema = Readonly<Record<string, unknown>>;

/** One vendor's description of an API: its types to read and to check against. */
export interface PublishedApi {
  /** Follows a `$ref`. Throws when it leads nowhere. */
  resolve(ref: string): Schema;
  validator(ref: string): ValidateFunction;
}

/** OpenAI's API; types are named `#/components/schemas/…`. */
export function openAiApi(): PublishedApi {
  const { components } = readJson('openai-openapi.trimmed.json');
  return publishedApi('openai', withoutNullable({ components }));
}

/** Anthropic's Messages API; types are named `#/definitions/AnthropicMessagesApi/properties/…`. */
export function messagesApi(): PublishedApi {
  const { $schema: _dialect, ...document } = readJson('anthropic-messages.schema.json');
  return publishedApi('anthropic', document);
}

function publishedApi(id: string, document: Schema): PublishedApi {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ ...document, $id: id });
  return {
    resolve: (ref) => ref.slice('#/'.length).split('/').map(decodeURIComponent).reduce(memberOf, document),
    validator: (ref) => ajv.compile({ $ref: `${id}${ref}` }),
  };
}

export function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function memberOf(schema: Schema, name: string): Schema {
  const member = schema[name];
  if (!isSchema(member)) throw new Error(`The description has no ${name}.`);
  return member;
}

function readJson(file: string): Schema {
  return JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
}

/** A few schemas hold `nullable`, which JSON Schema does not have: it becomes a type. */
function withoutNullable(value: Schema): Schema {
  return JSON.parse(
    JSON.stringify(value, (_key, one: unknown) => {
      if (!isSchema(one) || one.nullable === undefined) return one;
      const { nullable, ...rest } = one;
      if (nullable === false) return rest;
      return { anyOf: [rest, { type: 'null' }] };
    }),
  );
}
