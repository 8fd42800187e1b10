import { type Field, type Wording } from '../common/field.ts';
import { given } from '../common/json.ts';
import type { Notes } from '../common/notes.ts';
import { isStrict } from '../common/strict-schema.ts';
import type { Fields } from '../surface.ts';

/** `model is required`, as Ollama's server writes it. */
export const PLAIN_WORDS: Wording = {
  join: (parent, key) => (typeof key === 'number' ? `${parent}[${key}]` : parent === '' ? key : `${parent}.${key}`),
  missing: (path) => `${path} is required`,
  wrong: (path, expected) => `${path || 'the body'} must be ${expected}`,
};

const MAX_OUTPUT_TOKENS = 100_000_000;
/** As many as OpenAI takes. */
const MAX_STOPS = 4;
/** The highest that other APIs take. */
const MAX_TEMPERATURE = 2;
const KNOWN_OPTIONS = new Set(
  'temperature top_p top_k num_predict stop seed presence_penalty frequency_penalty'.split(' '),
);

/** Options of generation, format and thinking as fields of chat completions. */
export function readCommonFields(root: Field, notes: Notes): Fields {
  return {
    ...readOptions(root.get('options'), notes),
    ...readFormat(root.get('format')),
    ...readThink(root.get('think'), notes),
    ...readLogprobs(root),
    // Unlike with all other APIs, the answer is a stream unless the client says no.
    stream: root.get('stream').flagOrNull() ?? true,
  };
}

function readOptions(options: Field, notes: Notes): Fields {
  const source = options.objectOrNull() ?? {};
  for (const [name, value] of Object.entries(source)) {
    if (KNOWN_OPTIONS.has(name) || value === null || value === undefined) continue;
    notes.adapt(`options.${name}`, "Left out: a setting of Ollama's own engine.");
  }
  const temperature = options.get('temperature').numberOrNull(0, Number.MAX_VALUE);
  if (temperature !== null && temperature > MAX_TEMPERATURE) notes.adapt('options.temperature', 'At most 2.');
  // -1 = without end, -2 = until the context is full; both are what others do without a limit.
  const most = options.get('num_predict').integerOrNull(-2, MAX_OUTPUT_TOKENS);
  return {
    ...given('temperature', temperature === null ? null : Math.min(temperature, MAX_TEMPERATURE)),
    ...given('top_p', options.get('top_p').numberOrNull(0, 1)),
    ...given('top_k', options.get('top_k').integerOrNull(0, Number.MAX_SAFE_INTEGER)),
    ...given('max_completion_tokens', most !== null && most > 0 ? most : null),
    ...readStops(options.get('stop'), notes),
    ...given('seed', options.get('seed').integerOrNull(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)),
    ...given('presence_penalty', options.get('presence_penalty').numberOrNull(-2, 2)),
    ...given('frequency_penalty', options.get('frequency_penalty').numberOrNull(-2, 2)),
  };
}

function readStops(field: Field, notes: Notes): Fields {
  if (field.isAbsent) return {};
  const stops = typeof field.value === 'string' ? [field.value] : field.items().map((stop) => stop.text());
  const filled = stops.filter((stop) => stop !== '');
  if (filled.length === 0) return {};
  if (filled.length > MAX_STOPS) notes.adapt('options.stop', `Chat models take ${MAX_STOPS}; the first ones are used.`);
  return { stop: filled.slice(0, MAX_STOPS) };
}

/** `json`, a schema, or nothing (older clients send an empty text). */
function readFormat(format: Field): Fields {
  if (format.isAbsent || format.value === '') return {};
  if (typeof format.value === 'string') {
    format.word(['json']);
    return { response_format: { type: 'json_object' } };
  }
  const schema = format.object();
  return {
    response_format: { type: 'json_schema', json_schema: { name: 'answer', schema, strict: isStrict(schema) } },
  };
}

function readThink(think: Field, notes: Notes): Fields {
  if (think.isAbsent || think.value === '') return {};
  if (typeof think.value === 'string') return { reasoning_effort: think.word(['low', 'medium', 'high']) };
  notes.adapt('think', 'Told as a reasoning effort.');
  return { reasoning_effort: think.flagOrNull() === true ? 'medium' : 'none' };
}

function readLogprobs(root: Field): Fields {
  if (root.get('logprobs').flagOrNull() !== true) return {};
  return { logprobs: true, ...given('top_logprobs', root.get('top_logprobs').integerOrNull(0, 20)) };
}

/** Names what nobody reads; `keep_alive` and the like are about Ollama's memory. */
export function noteOthers(source: Fields, known: ReadonlySet<string>, notes: Notes): void {
  for (const [name, value] of Object.entries(source)) {
    if (known.has(name) || value === null || value === undefined) continue;
    notes.adapt(name, 'Left out: only Ollama knows it.');
  }
}
