import type { ChatBody, ChatMessage } from '@llm-cost-optimizer/contracts';
import { BRACKETED, Field } from '../common/field.ts';
import { given } from '../common/json.ts';
import { Notes } from '../common/notes.ts';
import { isOwnField, ownFields } from '../common/own-fields.ts';
import type { Fields, SurfaceRequest } from '../surface.ts';
import { type ReadInput, readInput } from './responses.input.ts';
import { readTools } from './responses.tools.ts';

const MAX_OUTPUT_TOKENS = 100_000_000;
const MAX_LOGPROBS = 20;
/** Read one by one below, without meaning for other targets, or the same there. */
const KNOWN = new Set(
  (
    'model input instructions tools tool_choice parallel_tool_calls text reasoning max_output_tokens temperature top_p ' +
    'top_logprobs metadata user safety_identifier prompt_cache_key prompt_cache_retention prompt_cache_options ' +
    'service_tier stream stream_options include'
  ).split(' '),
);
/** Mean the same in chat completions. */
const SAME = [
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'prompt_cache_options',
  'service_tier',
] as const;
/** Fields that need what only the provider has: state, tools of its own, its moderation. */
const NATIVE_ONLY: ReadonlyMap<string, string> = new Map([
  ['previous_response_id', 'The conversation is stored at the provider; send the earlier items as `input` instead.'],
  ['conversation', 'The conversation is stored at the provider; send the earlier items as `input` instead.'],
  ['prompt', 'The prompt template is stored at the provider.'],
  ['background', 'Work in the background is done by the provider; leave `background` out.'],
  ['store', 'Only the provider can store the response; leave `store` out or send false.'],
  ['moderation', 'Moderation results come from the provider.'],
]);
const DEFAULTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['background', false],
  ['store', false],
  ['truncation', 'disabled'],
]);

/** A request to the Responses API in canonical form. Throws GatewayError `invalid_request`. */
export function readResponsesRequest(body: unknown): SurfaceRequest {
  const root = new Field(body, BRACKETED);
  const source = root.object();
  const notes = new Notes();
  noteOthers(source, notes);
  const input = readInputOrState(root, notes);
  const chat: ChatBody = {
    model: readModel(root),
    messages: [...readInstructions(root), ...input.messages],
    ...given('max_completion_tokens', root.get('max_output_tokens').integerOrNull(1, MAX_OUTPUT_TOKENS)),
    ...readTools(root, input.tools, notes),
    ...readText(root.get('text')),
    ...readReasoning(root.get('reasoning')),
    ...given('temperature', root.get('temperature').numberOrNull(0, 2)),
    ...given('top_p', root.get('top_p').numberOrNull(0, 1)),
    ...readLogprobs(root, notes),
    ...given('metadata', readMetadata(root.get('metadata'))),
    ...sameFields(root),
    ...given('stream', root.get('stream').flagOrNull()),
    ...ownFields(root),
  };
  return { chat, extended: null, adapted: notes.adapted, unsupported: notes.unsupported, source };
}

/** A prompt template that the provider has stored may name the model. */
function readModel(root: Field): string {
  const model = root.get('model');
  return model.isAbsent && !root.get('prompt').isAbsent ? 'auto' : model.name();
}

/** Input may be left out where the provider has stored what to answer. */
function readInputOrState(root: Field, notes: Notes): ReadInput {
  const hasState = notes.unsupported.some(({ field }) => /^(previous_response_id|conversation|prompt)$/.test(field));
  const input = root.get('input');
  if (input.isAbsent && hasState) return { messages: [], tools: [] };
  if (Array.isArray(input.value) && input.value.length === 0 && !hasState) input.fail('a list with at least one item');
  return readInput(input, notes);
}

/** Models that know the developer role treat a system message as one. */
function readInstructions(root: Field): ChatMessage[] {
  const text = root.get('instructions').textOrNull();
  return text === null || text === '' ? [] : [{ role: 'system', content: text }];
}

function readText(text: Field): Fields {
  const verbosity = given('verbosity', text.get('verbosity').textOrNull());
  const format = text.get('format');
  if (format.isAbsent) return verbosity;
  switch (format.get('type').word(['text', 'json_object', 'json_schema'])) {
    case 'text':
      return verbosity;
    case 'json_object':
      return { response_format: { type: 'json_object' }, ...verbosity };
    case 'json_schema': {
      const schema = {
        name: format.get('name').name(),
        ...given('description', format.get('description').textOrNull()),
        schema: format.get('schema').object(),
        ...given('strict', format.get('strict').flagOrNull()),
      };
      return { response_format: { type: 'json_schema', json_schema: schema }, ...verbosity };
    }
  }
}

/** A summary cannot be asked for: thoughts are shown where the provider shows them. */
function readReasoning(reasoning: Field): Fields {
  reasoning.objectOrNull();
  return given('reasoning_effort', reasoning.get('effort').textOrNull());
}

function readLogprobs(root: Field, notes: Notes): Fields {
  const count = root.get('top_logprobs').integerOrNull(0, MAX_LOGPROBS);
  let isWanted = count !== null && count > 0;
  for (const one of root.get('include').itemsIfAny()) {
    const name = one.text();
    if (name === 'message.output_text.logprobs') isWanted = true;
    else notes.adapt(`include.${name}`, 'Chat models have none.');
  }
  return isWanted ? { logprobs: true, ...given('top_logprobs', count) } : {};
}

function readMetadata(field: Field): Readonly<Record<string, string>> | null {
  if (field.isAbsent) return null;
  const names = Object.keys(field.object());
  return Object.fromEntries(names.map((name) => [name, field.get(name).text()]));
}

function sameFields(root: Field): Fields {
  const same: Record<string, unknown> = {};
  for (const name of SAME) {
    const { value } = root.get(name);
    if (value !== undefined && value !== null) same[name] = value;
  }
  return same;
}

function noteOthers(source: Fields, notes: Notes): void {
  for (const [name, value] of Object.entries(source)) {
    if (KNOWN.has(name) || isOwnField(name) || value === null || value === undefined) continue;
    if (DEFAULTS.get(name) === value) continue;
    const reason = NATIVE_ONLY.get(name);
    if (reason === undefined) notes.adapt(name, 'Left out: chat completions have no such field.');
    else notes.refuse(name, reason);
  }
}
