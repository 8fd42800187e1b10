import type { ChatBody } from '@llm-cost-optimizer/contracts';
import { BRACKETED, Field } from '../common/field.ts';
import { given } from '../common/json.ts';
import { Notes } from '../common/notes.ts';
import { isOwnField, ownFields } from '../common/own-fields.ts';
import type { Fields, SurfaceRequest } from '../surface.ts';

const MAX_OUTPUT_TOKENS = 100_000_000;
const MAX_CHOICES = 128;
const KNOWN = new Set(
  (
    'model prompt max_tokens temperature top_p n stop seed presence_penalty frequency_penalty logit_bias user ' +
    'stream stream_options echo suffix logprobs best_of'
  ).split(' '),
);

/** A request to the old completions API in canonical form. Throws GatewayError `invalid_request`. */
export function readCompletionsRequest(body: unknown): SurfaceRequest {
  const root = new Field(body, BRACKETED);
  const source = root.object();
  const notes = new Notes();
  const chat: ChatBody = {
    model: root.get('model').name(),
    messages: [{ role: 'user', content: readPrompt(root.get('prompt'), notes) }],
    ...given('max_completion_tokens', readMaxTokens(root, notes)),
    ...given('temperature', root.get('temperature').numberOrNull(0, 2)),
    ...given('top_p', root.get('top_p').numberOrNull(0, 1)),
    ...given('n', root.get('n').integerOrNull(1, MAX_CHOICES)),
    ...given('stop', readStop(root.get('stop'))),
    ...given('seed', root.get('seed').integerOrNull(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)),
    ...given('presence_penalty', root.get('presence_penalty').numberOrNull(-2, 2)),
    ...given('frequency_penalty', root.get('frequency_penalty').numberOrNull(-2, 2)),
    ...readLogitBias(root.get('logit_bias')),
    ...given('user', root.get('user').textOrNull()),
    ...given('stream', root.get('stream').flagOrNull()),
    ...given('stream_options', root.get('stream_options').objectOrNull()),
    ...ownFields(root),
  };
  refuseOldOptions(root, notes);
  noteOthers(source, notes);
  return { chat, extended: null, adapted: notes.adapted, unsupported: notes.unsupported, source };
}

/** One prompt; a model that chats answers it instead of going on with it. */
function readPrompt(prompt: Field, notes: Notes): string {
  notes.adapt('prompt', 'Sent as a message of the user: chat models answer it instead of going on with it.');
  if (typeof prompt.value === 'string') return prompt.value;
  const items = prompt.items();
  const [first] = items;
  if (first === undefined) return prompt.fail('a string or a list with at least one');
  if (typeof first.value === 'number' || Array.isArray(first.value)) {
    notes.refuse('prompt', 'Token ids mean something else to every model; send text.');
    return '';
  }
  if (items.length > 1) notes.refuse('prompt', 'Chat models take one prompt per request; send one request for each.');
  return first.text();
}

/** The old API cuts after 16 tokens unless told otherwise, which today's models would spend on thinking alone. */
function readMaxTokens(root: Field, notes: Notes): number | null {
  const field = root.get('max_tokens');
  if (field.isAbsent) notes.adapt('max_tokens', 'The default of 16 tokens does not hold; the answer ends by itself.');
  const most = field.integerOrNull(0, MAX_OUTPUT_TOKENS);
  if (most === 0) notes.refuse('max_tokens', 'Chat models always write something.');
  return most === null ? null : Math.max(1, most);
}

function readStop(stop: Field): string | readonly string[] | null {
  if (stop.isAbsent || typeof stop.value === 'string') return stop.textOrNull();
  return stop.items().map((one) => one.text());
}

function readLogitBias(field: Field): Fields {
  const bias = field.objectOrNull() ?? {};
  return Object.keys(bias).length === 0 ? {} : { logit_bias: bias };
}

function refuseOldOptions(root: Field, notes: Notes): void {
  if (root.get('echo').flagOrNull() === true) notes.refuse('echo', 'Chat models do not repeat the prompt.');
  if ((root.get('suffix').textOrNull() ?? '') !== '') notes.refuse('suffix', 'Chat models do not fill in text.');
  if (root.get('logprobs').integerOrNull(0, 5) !== null) {
    notes.refuse('logprobs', 'Chat models give log probabilities in another form.');
  }
  const choices = root.get('n').integerOrNull(1, MAX_CHOICES) ?? 1;
  const best = root.get('best_of').integerOrNull(0, MAX_CHOICES) ?? 1;
  if (best > choices) notes.refuse('best_of', 'Chat models do not choose among several answers.');
}

function noteOthers(source: Fields, notes: Notes): void {
  for (const [name, value] of Object.entries(source)) {
    if (KNOWN.has(name) || isOwnField(name) || value === null || value === undefined) continue;
    notes.adapt(name, 'Left out: chat completions have no such field.');
  }
}
