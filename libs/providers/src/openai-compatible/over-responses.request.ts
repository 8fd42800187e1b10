import type { ChatBody, EncodedCall, ProviderCall } from '@llm-cost-optimizer/contracts';
import { isRecord, type JsonRecord, listOf, recordOf, textOrNull } from '../json/json.ts';
import { OWN_FIELDS } from './openai-compatible.request.ts';
import { toInputItems } from './over-responses.items.ts';
import { nearestEffort } from './reasoning-effort.ts';

/** The API refuses shorter answers. */
const SHORTEST_ANSWER_TOKENS = 16;
/** Mean the same there. */
const SAME = [
  'parallel_tool_calls',
  'temperature',
  'top_p',
  'metadata',
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'prompt_cache_options',
  'service_tier',
  'moderation',
] as const;
/** Are read one by one, or mean nothing once the request has arrived. */
const READ: ReadonlySet<string> = new Set([
  ...SAME,
  ...OWN_FIELDS,
  ...(
    'model messages tools tool_choice max_tokens max_completion_tokens response_format verbosity reasoning_effort logprobs ' +
    'top_logprobs store stream stream_options'
  ).split(' '),
]);
const DEFAULTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['temperature', 1],
  ['top_p', 1],
  ['n', 1],
  ['frequency_penalty', 0],
  ['presence_penalty', 0],
  ['logprobs', false],
]);

/** True where a chat must take the way over the Responses API: with tools, for models that take them only there. */
export function isSentAsResponse({ deployment, request }: ProviderCall): boolean {
  return deployment.capabilities.toolsApi === 'responses' && listOf(request.body.tools).length > 0;
}

/** A chat request as a request to the Responses API. `droppedParameters` are named as the client wrote them. */
export function encodeAsResponse(call: ProviderCall): Pick<EncodedCall, 'body' | 'droppedParameters'> {
  const { body, isStreaming } = call.request;
  const { capabilities, model } = call.deployment;
  const dropped = new Set<string>();
  const isRefused = (name: string) => capabilities.rejectedParameters.includes(name);
  for (const [name, value] of Object.entries(body)) {
    if (READ.has(name) && !(isRefused(name) && value !== undefined)) continue;
    if (value !== null && value !== undefined && DEFAULTS.get(name) !== value && !OWN_FIELDS.has(name))
      dropped.add(name);
  }
  const result: Record<string, unknown> = {
    model,
    input: toInputItems(body.messages),
    tools: listOf(body.tools).map((tool) => toTool(recordOf(tool))),
    // Chat completions keep nothing unless they are asked to.
    store: body.store === true,
  };
  for (const name of SAME) {
    const value = body[name];
    if (value !== null && value !== undefined && !isRefused(name)) result[name] = value;
  }
  if (body.tool_choice !== null && body.tool_choice !== undefined) result.tool_choice = toChoice(body.tool_choice);
  const limit = readLimit(body, capabilities.maxOutputTokens, dropped);
  if (limit !== null) result.max_output_tokens = limit;
  const text = toText(body);
  if (Object.keys(text).length > 0) result.text = text;
  const effort = readEffort(body, call, dropped);
  if (effort !== null) result.reasoning = { effort };
  if (body.logprobs === true && !isRefused('logprobs')) {
    result.include = ['message.output_text.logprobs'];
    result.top_logprobs = body.top_logprobs ?? 0;
  }
  if (isStreaming) result.stream = true;
  return { body: Buffer.from(JSON.stringify(result)), droppedParameters: [...dropped] };
}

/** Chat completions are not strict unless they say so; the Responses API is. */
function toTool(tool: JsonRecord): JsonRecord {
  if (tool.type === 'custom') {
    const { format, ...custom } = recordOf(tool.custom);
    return {
      type: 'custom',
      ...custom,
      ...(isRecord(format) ? { format: { ...format, ...recordOf(format.grammar) } } : {}),
    };
  }
  const { name, description, parameters, strict } = recordOf(tool.function);
  return {
    type: 'function',
    name,
    ...(typeof description === 'string' ? { description } : {}),
    parameters: parameters ?? { type: 'object', properties: {} },
    strict: strict === true,
  };
}

function toChoice(choice: unknown): unknown {
  if (!isRecord(choice)) return choice;
  switch (choice.type) {
    case 'function':
      return { type: 'function', name: recordOf(choice.function).name };
    case 'custom':
      return { type: 'custom', name: recordOf(choice.custom).name };
    case 'allowed_tools': {
      const { mode, tools } = recordOf(choice.allowed_tools);
      return { type: 'allowed_tools', mode, tools: listOf(tools).map(toChoice) };
    }
    default:
      return choice;
  }
}

function readLimit(body: ChatBody, most: number | null, dropped: Set<string>): number | null {
  const name = typeof body.max_completion_tokens === 'number' ? 'max_completion_tokens' : 'max_tokens';
  const asked = body[name];
  if (typeof asked !== 'number') return null;
  const limit = Math.max(SHORTEST_ANSWER_TOKENS, Math.min(asked, most ?? asked));
  if (limit !== asked) dropped.add(name);
  return limit;
}

function toText(body: ChatBody): JsonRecord {
  const { response_format: format, verbosity } = body;
  const schema = format?.type === 'json_schema' ? { type: 'json_schema', ...recordOf(format.json_schema) } : null;
  const plain = format?.type === 'json_object' ? { type: 'json_object' } : null;
  return {
    ...(schema === null && plain === null ? {} : { format: schema ?? plain }),
    ...(typeof verbosity === 'string' ? { verbosity } : {}),
  };
}

function readEffort({ reasoning_effort: given }: ChatBody, call: ProviderCall, dropped: Set<string>): string | null {
  const asked = textOrNull(given);
  const { reasoningEfforts, rejectedParameters } = call.deployment.capabilities;
  if (asked === null || rejectedParameters.includes('reasoning_effort')) return null;
  if (reasoningEfforts === null) return asked;
  const effort = nearestEffort(asked, reasoningEfforts);
  if (effort !== asked) dropped.add('reasoning_effort');
  return effort;
}
