import { createHash } from 'node:crypto';
import type { ChatBody, ModelCapabilities, ProviderCall } from '@llm-cost-optimizer/contracts';
import { isRecord, recordOf, textOrNull } from '../json/json.ts';
import { nearestEffort } from '../openai-compatible/reasoning-effort.ts';
import { toOutputSchema } from './anthropic.json-schema.ts';
import { type Conversation, toConversation } from './anthropic.messages.ts';
import type { Block } from './anthropic.schema.ts';
import { toTools } from './anthropic.tools.ts';

/** Longest answer of models whose limit is not known; every model on sale writes at least that much. */
const DEFAULT_MAX_TOKENS = 32_000;
const SMALLEST_ROOM_TOKENS = 1_024;
/** Cautious, so that the prompt plus the answer stays inside the window. */
const BYTES_PER_TOKEN = 2;
/** Without these the request means the same, or they were for us. */
const IGNORED = new Set(
  (
    'model messages max_tokens max_completion_tokens stop stream stream_options tools tool_choice functions function_call ' +
    'parallel_tool_calls temperature top_p top_k user safety_identifier metadata response_format reasoning_effort thinking ' +
    'service_tier store prompt_cache_key prompt_cache_retention prompt_cache_options lco preference cache session_id models'
  ).split(' '),
);
const DEFAULTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['n', 1],
  ['logprobs', false],
  ['frequency_penalty', 0],
  ['presence_penalty', 0],
]);

/** Fields of a request to the Messages API, in the order in which they are written. */
type MessagesBody = Record<string, unknown>;

/** A chat request as a request to the Messages API. `droppedParameters` are named as the client wrote them. */
export function encodeMessages(call: ProviderCall): {
  readonly body: MessagesBody;
  readonly droppedParameters: string[];
} {
  const { body, raw, isStreaming } = call.request;
  const { capabilities, model } = call.deployment;
  const dropped = unknownFields(body);
  const conversation = toConversation(body.messages);
  const format = toFormat(body, capabilities, dropped);
  const maxTokens = readMaxTokens(body, capabilities, raw.byteLength, dropped);
  const result: MessagesBody = {
    model,
    max_tokens: maxTokens,
    ...systemField(conversation, format.instruction),
    messages: conversation.messages,
    ...toTools(body),
    ...stopField(body, dropped),
    ...samplingFields(body, capabilities, dropped),
    ...thinkingFields(body, capabilities, maxTokens, dropped),
    ...outputConfig(effortOf(body, capabilities, dropped), format.schema),
    ...userField(body),
    ...tierField(body, dropped),
    ...(isStreaming ? { stream: true } : {}),
  };
  return { body: result, droppedParameters: dropped };
}

/** What Anthropic has no counterpart for. */
function unknownFields(body: ChatBody): string[] {
  return Object.keys(body).filter((key) => {
    const value = body[key];
    return !IGNORED.has(key) && value !== null && value !== undefined && DEFAULTS.get(key) !== value;
  });
}

function systemField({ system }: Conversation, instruction: string | null): { system?: readonly Block[] } {
  const blocks = instruction === null ? system : [...system, { type: 'text', text: instruction }];
  return blocks.length === 0 ? {} : { system: blocks };
}

/** The Messages API requires a limit. Without one from the client it is the model's own, as far as the window allows. */
function readMaxTokens(body: ChatBody, model: ModelCapabilities, rawBytes: number, dropped: string[]): number {
  const asked = body.max_completion_tokens ?? body.max_tokens ?? null;
  const most = model.maxOutputTokens ?? (asked === null ? DEFAULT_MAX_TOKENS : asked);
  if (asked !== null) {
    if (asked > most) dropped.push(body.max_completion_tokens == null ? 'max_tokens' : 'max_completion_tokens');
    return Math.min(asked, most);
  }
  const window = model.contextTokens;
  if (window === null || rawBytes / BYTES_PER_TOKEN + most <= window) return most;
  const room = window - Math.ceil(textBytes(body) / BYTES_PER_TOKEN);
  return Math.max(SMALLEST_ROOM_TOKENS, Math.min(most, room));
}

/** Characters of the prompt without images, whose bytes say nothing about their tokens. Only for very long prompts. */
function textBytes(body: ChatBody): number {
  return JSON.stringify([body.messages, body.tools], (key, value) =>
    key === 'image_url' || key === 'file' ? null : value,
  ).length;
}

function stopField(body: ChatBody, dropped: string[]): { stop_sequences?: readonly string[] } {
  const { stop } = body;
  if (stop === null || stop === undefined) return {};
  const all = typeof stop === 'string' ? [stop] : stop;
  // White space alone is refused.
  const usable = all.filter((one) => one.trim() !== '');
  if (usable.length < all.length) dropped.push('stop');
  return usable.length === 0 ? {} : { stop_sequences: usable };
}

function samplingFields(body: ChatBody, model: ModelCapabilities, dropped: string[]): MessagesBody {
  const fields: MessagesBody = {};
  const isThinking = isRecord(body.thinking) && body.thinking.type !== 'disabled';
  for (const name of ['temperature', 'top_p', 'top_k']) {
    const value = body[name];
    if (typeof value !== 'number') continue;
    // The 4.5 generation takes one of the two only.
    const isSecond = name === 'top_p' && 'temperature' in fields;
    if (model.rejectedParameters.includes(name) || isThinking || isSecond) {
      if (value !== 1) dropped.push(name);
    } else fields[name] = value;
  }
  // OpenAI's scale ends at 2.
  if (typeof fields.temperature === 'number' && fields.temperature > 1) {
    fields.temperature = 1;
    dropped.push('temperature');
  }
  return fields;
}

/** Anthropic's own field, which some clients send through OpenAI's API. */
function thinkingFields(body: ChatBody, model: ModelCapabilities, maxTokens: number, dropped: string[]): MessagesBody {
  const { thinking } = body;
  if (!isRecord(thinking)) return {};
  const { budget_tokens: budget } = thinking;
  if (budget === undefined) return { thinking };
  if (!model.rejectedParameters.includes('budget_tokens')) {
    if (typeof budget === 'number' && budget < maxTokens) return { thinking };
    dropped.push('thinking');
    return {};
  }
  // Newer models think as much as they see fit.
  dropped.push('thinking.budget_tokens');
  return { thinking: { type: 'adaptive' } };
}

function effortOf(body: ChatBody, model: ModelCapabilities, dropped: string[]): string | null {
  const asked = textOrNull(body.reasoning_effort);
  if (asked === null) return null;
  const { reasoningEfforts } = model;
  const isRefused = model.rejectedParameters.includes('reasoning_effort');
  if (isRefused || reasoningEfforts === null) {
    // A model that does not reason does what `none` asks for.
    if (asked !== 'none' || model.isReasoning) dropped.push('reasoning_effort');
    return null;
  }
  const nearest = nearestEffort(asked, reasoningEfforts);
  if (nearest !== asked) dropped.push('reasoning_effort');
  return nearest;
}

interface OutputFormat {
  readonly schema: Readonly<Record<string, unknown>> | null;
  /** Said to the model where the API has no such format. */
  readonly instruction: string | null;
}

function toFormat(body: ChatBody, model: ModelCapabilities, dropped: string[]): OutputFormat {
  const format = body.response_format;
  if (format?.type === 'json_object') {
    return { schema: null, instruction: 'Answer with one JSON object and nothing else: no prose, no code fence.' };
  }
  if (format?.type !== 'json_schema') return { schema: null, instruction: null };
  const schema = recordOf(recordOf(format.json_schema).schema);
  if (model.acceptsJsonSchema) return { schema: toOutputSchema(schema), instruction: null };
  dropped.push('response_format');
  const text = JSON.stringify(schema);
  return { schema: null, instruction: `Answer with JSON that follows this JSON schema and nothing else: ${text}` };
}

function outputConfig(effort: string | null, schema: Readonly<Record<string, unknown>> | null): MessagesBody {
  if (effort === null && schema === null) return {};
  return {
    output_config: {
      ...(effort === null ? {} : { effort }),
      ...(schema === null ? {} : { format: { type: 'json_schema', schema } }),
    },
  };
}

/** Anthropic wants an opaque id and refuses what looks like an address or a telephone number: then its hash is sent. */
function userField(body: ChatBody): MessagesBody {
  const user = textOrNull(body.safety_identifier) ?? textOrNull(body.user);
  if (user === null) return {};
  const isOpaque = /^[A-Za-z0-9_-]{1,128}$/.test(user) && !/^[\d-]{7,}$/.test(user);
  return { metadata: { user_id: isOpaque ? user : createHash('sha256').update(user).digest('hex') } };
}

function tierField(body: ChatBody, dropped: string[]): MessagesBody {
  const tier = textOrNull(body.service_tier);
  if (tier === null || tier === 'auto') return {};
  if (tier === 'default' || tier === 'standard_only') return { service_tier: 'standard_only' };
  dropped.push('service_tier');
  return {};
}
