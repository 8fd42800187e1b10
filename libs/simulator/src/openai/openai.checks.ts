import type { JsonRecord } from '../generator/json.ts';
import { listOf, numberOrNull, recordOf } from '../generator/json.ts';
import type { SimRequest } from '../generator/sim-request.ts';
import type { ModelProfile } from '../models/model-profile.ts';
import type { Problem } from '../server/wire.ts';
import { badRequest } from './openai.problems.ts';

/** Why OpenAI's model refuses this chat; null = it accepts it. Wording: api.openai.com as recorded up to 2026-08. */
export function checkOpenAi(request: SimRequest, model: ModelProfile, promptTokens: number): Problem | null {
  return (
    checkEffort(request, model) ??
    checkSampling(request, model) ??
    checkLength(request, model, promptTokens) ??
    checkTools(request, model)
  );
}

function checkEffort({ effort, body }: SimRequest, model: ModelProfile): Problem | null {
  if (effort === null) return null;
  const param = body.reasoning === undefined ? 'reasoning_effort' : 'reasoning.effort';
  if (model.efforts.length === 0) {
    if (param === 'reasoning_effort') return badRequest('Unrecognized request argument supplied: reasoning_effort');
    return badRequest(
      `Unsupported parameter: '${param}' is not supported with this model.`,
      param,
      'unsupported_parameter',
    );
  }
  if (model.efforts.includes(effort)) return null;
  const known = model.efforts.map((one) => `'${one}'`);
  const list = `${known.slice(0, -1).join(', ')}, and ${known.at(-1)}`;
  const message = `Unsupported value: '${effort}' is not supported with the '${model.id}' model. Supported values are: ${list}.`;
  return badRequest(message, param, 'unsupported_value');
}

function checkSampling({ effort, body }: SimRequest, model: ModelProfile): Problem | null {
  if (model.sampling === 'any') return null;
  const isWithoutReasoning = (effort ?? model.defaultEffort) === 'none';
  if (model.sampling === 'effort-none-only' && isWithoutReasoning) return null;
  for (const param of ['temperature', 'top_p', 'logprobs']) {
    const value = body[param];
    if (value === undefined || value === null || (param === 'logprobs' && value === false)) continue;
    if (model.sampling === 'refused' || param === 'logprobs') {
      const message = `Unsupported parameter: '${param}' is not supported with this model.`;
      return badRequest(message, param, 'unsupported_parameter');
    }
    if (value !== 1) {
      const message = `Unsupported value: '${param}' does not support ${value} with this model. Only the default (1) value is supported.`;
      return badRequest(message, param, 'unsupported_value');
    }
  }
  return null;
}

function checkLength({ body, maxTokens }: SimRequest, model: ModelProfile, promptTokens: number): Problem | null {
  if (model.reasoning !== 'never' && body.max_tokens !== undefined && body.max_tokens !== null) {
    const message =
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    return badRequest(message, 'max_tokens', 'unsupported_parameter');
  }
  if (maxTokens !== null && maxTokens > model.maxOutputTokens) {
    const message = `max_tokens is too large: ${maxTokens}. This model supports at most ${model.maxOutputTokens} completion tokens, whereas you provided ${maxTokens}.`;
    return badRequest(
      message,
      body.max_completion_tokens === undefined ? 'max_tokens' : 'max_completion_tokens',
      'invalid_value',
    );
  }
  if (model.inputLimitTokens !== null && promptTokens > model.inputLimitTokens) {
    const message = `Input tokens exceed the configured limit of ${model.inputLimitTokens} tokens. Your messages resulted in ${promptTokens} tokens. Please reduce the length of the messages.`;
    return badRequest(message, 'messages', 'context_length_exceeded');
  }
  if (promptTokens > model.contextTokens) {
    const message = `This model's maximum context length is ${model.contextTokens} tokens. However, your messages resulted in ${promptTokens} tokens. Please reduce the length of the messages.`;
    return badRequest(message, 'messages', 'context_length_exceeded');
  }
  return null;
}

function checkTools({ tools, hasImages, body }: SimRequest, model: ModelProfile): Problem | null {
  if (!model.hasToolsInChat && tools.length > 0 && body.messages !== undefined) {
    const message = `Function tools are not supported with ${model.id} in /v1/chat/completions. Please use /v1/responses instead.`;
    return badRequest(message, 'tools', 'unsupported_parameter');
  }
  if (!model.hasImages && hasImages) {
    return badRequest('Invalid content type. image_url is only supported by certain models.', 'messages', null);
  }
  return null;
}

/** Checks of the messages that need no model: present, known roles, tool results after their calls. */
export function checkMessages(body: JsonRecord): Problem | null {
  if (typeof body.model !== 'string' || body.model === '') return badRequest('you must provide a model parameter');
  if (body.messages === undefined) {
    return badRequest("Missing required parameter: 'messages'.", 'messages', 'missing_required_parameter');
  }
  const messages = listOf(body.messages);
  if (messages.length === 0) {
    const message =
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.";
    return badRequest(message, 'messages', 'empty_array');
  }
  const open = new Set<unknown>();
  for (const [index, given] of messages.entries()) {
    const { role, tool_calls: calls, tool_call_id: callId } = recordOf(given);
    if (typeof role !== 'string' || !ROLES.has(role)) {
      const message = `Invalid value: '${String(role)}'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.`;
      return badRequest(message, `messages[${index}].role`, 'invalid_value');
    }
    for (const call of listOf(calls)) open.add(recordOf(call).id);
    if (role === 'tool' && !open.delete(callId)) {
      const message =
        "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";
      return badRequest(message, `messages.[${index}].role`, null);
    }
  }
  const n = numberOrNull(body.n);
  if (n !== null && n > 128) {
    return badRequest(
      `Invalid 'n': integer above maximum value. Expected a value <= 128, but got ${n} instead.`,
      'n',
      'integer_above_max_value',
    );
  }
  return null;
}

const ROLES = new Set(['system', 'assistant', 'user', 'function', 'tool', 'developer']);
