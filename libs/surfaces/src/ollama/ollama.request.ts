import type { ChatBody, ChatMessage } from '@llm-cost-optimizer/contracts';
import { Field } from '../common/field.ts';
import { fieldsOf, given } from '../common/json.ts';
import { Notes } from '../common/notes.ts';
import { ownFields } from '../common/own-fields.ts';
import type { Fields, SurfaceRequest } from '../surface.ts';
import { readMessages, withImages } from './ollama.messages.ts';
import { noteOthers, PLAIN_WORDS, readCommonFields } from './ollama.options.ts';

const OWN = 'lco preference cache models session_id';
const COMMON = `model stream format options think logprobs top_logprobs ${OWN}`;
const CHAT_FIELDS = new Set(`messages tools ${COMMON}`.split(' '));
const GENERATE_FIELDS = new Set(`prompt system images suffix template context raw ${COMMON}`.split(' '));

/** A request to `/api/chat` in canonical form. Throws GatewayError `invalid_request`. */
export function readOllamaChat(body: unknown): SurfaceRequest {
  const root = new Field(body, PLAIN_WORDS);
  const notes = new Notes();
  const messages = readMessages(root.get('messages'), notes);
  if (messages.length === 0) refuseEmpty('messages', notes);
  noteOthers(root.object(), CHAT_FIELDS, notes);
  return toRequest(root, messages, { ...readTools(root.get('tools')) }, notes);
}

/** A request to `/api/generate` in canonical form. Throws GatewayError `invalid_request`. */
export function readOllamaGenerate(body: unknown): SurfaceRequest {
  const root = new Field(body, PLAIN_WORDS);
  const notes = new Notes();
  const system = root.get('system').textOrNull() ?? '';
  const content = withImages(root.get('prompt').textOrNull() ?? '', root.get('images'));
  if (content.length === 0) refuseEmpty('prompt', notes);
  refuseTemplates(root, notes);
  noteOthers(root.object(), GENERATE_FIELDS, notes);
  const messages: ChatMessage[] = [
    ...(system === '' ? [] : [{ role: 'system', content: system }]),
    ...(content.length === 0 ? [] : [{ role: 'user', content }]),
  ];
  return toRequest(root, messages, {}, notes);
}

/** What asks for nothing but that a model be loaded or unloaded. The body need not be a valid request otherwise. */
export function asksForNothing(source: Fields): boolean {
  const { messages, prompt, images } = source;
  if ('messages' in source) return Array.isArray(messages) && messages.length === 0;
  const isEmpty = prompt === undefined || prompt === null || prompt === '';
  return isEmpty && (!Array.isArray(images) || images.length === 0);
}

function toRequest(root: Field, messages: readonly ChatMessage[], more: Fields, notes: Notes): SurfaceRequest {
  const common = readCommonFields(root, notes);
  const chat: ChatBody = {
    model: root.get('model').name(),
    messages: namesJson(messages, common, notes),
    ...common,
    ...more,
    ...ownFields(root),
  };
  return { chat, extended: null, adapted: notes.adapted, unsupported: notes.unsupported, source: root.object() };
}

function refuseEmpty(field: string, notes: Notes): void {
  notes.refuse(field, 'A request without a prompt loads or unloads a model, which only Ollama does.');
}

function readTools(field: Field): Fields {
  const tools = field.itemsIfAny().map((tool) => {
    const fn = tool.get('function');
    const described = {
      name: fn.get('name').name(),
      ...given('description', fn.get('description').textOrNull()),
      ...given('parameters', fn.get('parameters').objectOrNull()),
    };
    return { type: 'function', function: described };
  });
  return tools.length === 0 ? {} : { tools };
}

/** What works on the bare text of a prompt. Empty values, which older clients send, ask for nothing. */
function refuseTemplates(root: Field, notes: Notes): void {
  if ((root.get('suffix').textOrNull() ?? '') !== '') notes.refuse('suffix', 'Chat models do not fill in text.');
  if ((root.get('template').textOrNull() ?? '') !== '')
    notes.refuse('template', 'Chat models have their own template.');
  if (root.get('raw').flagOrNull() === true) notes.refuse('raw', 'Chat models take messages, not a bare text.');
  if (root.get('context').itemsIfAny().length > 0) {
    notes.refuse('context', 'Token ids mean something else to every model.');
  }
}

/** OpenAI refuses JSON mode unless some message names JSON; Ollama does not ask for it. */
function namesJson(messages: readonly ChatMessage[], common: Fields, notes: Notes): readonly ChatMessage[] {
  if (fieldsOf(common.response_format).type !== 'json_object' || messages.length === 0) return messages;
  if (/json/i.test(JSON.stringify(messages.map(textsOf)))) return messages;
  notes.adapt('format', 'JSON is also asked for in words, without which some providers refuse the mode.');
  return [{ role: 'system', content: 'Answer with a JSON object.' }, ...messages];
}

function textsOf({ content }: ChatMessage): unknown {
  return typeof content === 'string' ? content : (content ?? []).map(({ text }) => text);
}
