import type { ChatBody, ChatMessage } from '@llm-cost-optimizer/contracts';
import { DOTTED, Field } from '../common/field.ts';
import { given } from '../common/json.ts';
import { Notes } from '../common/notes.ts';
import { isOwnField, ownFields } from '../common/own-fields.ts';
import type { Fields, SurfaceRequest } from '../surface.ts';
import type { ReadMode } from './messages.content.ts';
import { readConversation } from './messages.conversation.ts';
import { readFormat, readThinkingFields } from './messages.thinking.ts';
import { readTools } from './messages.tools.ts';

const MAX_OUTPUT_TOKENS = 100_000_000;
/** As many as OpenAI takes. */
const MAX_STOPS = 4;
/** Read one by one below, or without meaning for other targets. */
const KNOWN = new Set(
  (
    'model messages max_tokens system metadata stop_sequences stream temperature top_p top_k tools tool_choice thinking ' +
    'output_config output_format service_tier cache_control betas'
  ).split(' '),
);
/** Fields that change what the client gets in a way that no chat model can follow. */
const NATIVE_ONLY: ReadonlyMap<string, string> = new Map([
  ['container', 'Containers run at the provider.'],
  ['mcp_servers', 'The provider connects to MCP servers itself.'],
  ['inference_geo', 'Only the Messages API lets the client choose the region.'],
]);

/** A request to the Messages API in canonical form. Throws GatewayError `invalid_request`. */
export function readMessagesRequest(body: unknown): SurfaceRequest {
  const root = new Field(body, DOTTED);
  const source = root.object();
  const notes = new Notes();
  const chat = readChat(root, { notes, keepsExtensions: false });
  noteOthers(source, notes);
  const { adapted, unsupported } = notes;
  const hasExtensions = adapted.some(({ field }) =>
    /^(cache_control|thinking|messages\.content\.thinking|stop_seq)/.test(field),
  );
  const extended = (): ChatBody => readChat(root, { notes: new Notes(), keepsExtensions: true });
  return { chat, extended: hasExtensions ? extended : null, adapted, unsupported, source };
}

function readChat(root: Field, mode: ReadMode): ChatBody {
  const messages = readConversation(root, mode);
  return {
    model: root.get('model').name(),
    messages: root.get('cache_control').isAbsent ? messages : markLast(root, messages, mode),
    max_completion_tokens: readMaxTokens(root.get('max_tokens'), mode.notes),
    ...readTools(root, mode),
    ...readStops(root.get('stop_sequences'), mode),
    ...given('temperature', root.get('temperature').numberOrNull(0, 1)),
    ...given('top_p', root.get('top_p').numberOrNull(0, 1)),
    ...given('top_k', root.get('top_k').integerOrNull(0, Number.MAX_SAFE_INTEGER)),
    ...readThinkingFields(root, mode),
    ...readFormat(root),
    ...given('user', root.get('metadata').get('user_id').textOrNull()),
    ...(root.get('service_tier').textOrNull() === 'standard_only' ? { service_tier: 'default' } : {}),
    ...given('stream', root.get('stream').flagOrNull()),
    ...ownFields(root),
  };
}

function readMaxTokens(field: Field, notes: Notes): number {
  const most = field.integer(0, MAX_OUTPUT_TOKENS);
  if (most === 0) notes.refuse('max_tokens', 'Filling the prompt cache without an answer is of the Messages API.');
  return Math.max(1, most);
}

function readStops(field: Field, { notes, keepsExtensions }: ReadMode): { stop?: readonly string[] } {
  const stops = field.itemsIfAny().map((stop) => stop.name());
  if (stops.length === 0) return {};
  if (stops.length <= MAX_STOPS || keepsExtensions) return { stop: stops };
  notes.adapt('stop_sequences', `Chat models take ${MAX_STOPS}; the first ones are used.`);
  return { stop: stops.slice(0, MAX_STOPS) };
}

/** A mark on the whole request stands for one on its last block. */
function markLast(root: Field, messages: readonly ChatMessage[], { notes, keepsExtensions }: ReadMode): ChatMessage[] {
  const mark = root.get('cache_control').object();
  notes.adapt('cache_control', 'Kept for targets that know the marks; others cache prompts by themselves.');
  const last = messages.at(-1);
  if (!keepsExtensions || last === undefined) return [...messages];
  const { content } = last;
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []);
  const marked = parts.map((part, index) => (index === parts.length - 1 ? { cache_control: mark, ...part } : part));
  return [...messages.slice(0, -1), { ...last, content: marked }];
}

function noteOthers(source: Fields, notes: Notes): void {
  for (const [name, value] of Object.entries(source)) {
    if (KNOWN.has(name) || isOwnField(name) || value === null || value === undefined) continue;
    const reason = NATIVE_ONLY.get(name);
    if (reason === undefined) notes.adapt(name, 'Left out: chat completions have no such field.');
    else notes.refuse(name, reason);
  }
}
