import type { Fault } from '../faults/fault.schema.ts';
import { type JsonRecord, listOf, numberOrNull, recordOf } from '../generator/json.ts';
import type { SimRequest } from '../generator/sim-request.ts';
import type { ModelProfile } from '../models/model-profile.ts';
import type { Problem } from '../server/wire.ts';

/** A 400 of Groq. */
export function groqBadRequest(message: string, code: string | null = null, param: string | null = null): Problem {
  return { status: 400, type: 'invalid_request_error', message, code, param };
}

export const GROQ_MISSING_KEY: Problem = {
  status: 401,
  type: 'invalid_request_error',
  message: 'Invalid API Key',
  code: 'invalid_api_key',
  param: null,
};

/** The model was never there. */
export function groqUnknownModel(name: string): Problem {
  const message = `The model \`${name}\` does not exist or you do not have access to it.`;
  return { status: 404, type: 'invalid_request_error', message, code: 'model_not_found', param: null };
}

/** The model was shut down: Groq says so with 400, not 404 (github.com/atiilla/sqlmap-ai/issues/3 and others). */
export function groqRetiredModel(name: string): Problem {
  const message = `The model \`${name}\` has been decommissioned and is no longer supported. Please refer to https://console.groq.com/docs/deprecations for a recommendation on which model to use instead.`;
  return groqBadRequest(message, 'model_decommissioned');
}

/** Groq's words for a status. */
export function groqProblemFor(fault: Fault, status: number, model: string): Problem {
  const code = fault.code ?? null;
  const problem = (type: string, message: string, own: string | null = null): Problem => {
    return { status, type, message, code: code ?? own, param: null };
  };
  const place = `in organization \`org_simulated\` service tier \`on_demand\` on tokens per minute (TPM)`;
  if (code === 'context_length_exceeded') {
    return problem('invalid_request_error', 'Please reduce the length of the messages or completion.');
  }
  switch (status) {
    case 401:
      return GROQ_MISSING_KEY;
    case 404:
      return groqUnknownModel(model);
    case 413: {
      const message = `Request too large for model \`${model}\` ${place}: Limit 6000, Requested 6294, please reduce your message size and try again.`;
      return problem('tokens', message, 'rate_limit_exceeded');
    }
    case 429: {
      const message = `Rate limit reached for model \`${model}\` ${place}: Limit 250000, Used 249050, Requested 3619. Please try again in 1.2s.`;
      return problem('tokens', message, 'rate_limit_exceeded');
    }
    case 498:
      return problem('internal_server_error', 'Flex tier capacity exceeded', 'capacity_exceeded');
    case 503:
      return problem('internal_server_error', 'Service Unavailable');
    default:
      if (status >= 500) return problem('internal_server_error', 'Internal Server Error');
      return problem('invalid_request_error', `The request was refused with status ${status}.`);
  }
}

/** Why Groq's model refuses this chat; null = it accepts it. */
export function checkGroq(request: SimRequest, model: ModelProfile, promptTokens: number): Problem | null {
  const { effort, maxTokens, body } = request;
  if (request.hasImages && !model.hasImages) {
    const index = listOf(body.messages).findIndex((message) => Array.isArray(recordOf(message).content));
    return groqBadRequest(`messages[${Math.max(0, index)}].content must be a string`);
  }
  if (effort !== null && !model.efforts.includes(effort)) {
    const known = model.efforts.map((one) => `\`${one}\``).join(', ');
    if (known === '') return groqBadRequest('reasoning_effort is not supported with this model');
    return groqBadRequest(`reasoning_effort must be one of ${known}`, null, 'reasoning_effort');
  }
  if (maxTokens !== null && maxTokens > model.maxOutputTokens) {
    const message = `\`max_tokens\` must be less than or equal to \`${model.maxOutputTokens}\`, the maximum value for \`max_tokens\` is less than the \`context_window\` for this model`;
    return groqBadRequest(message, null, 'max_tokens');
  }
  if (promptTokens > model.contextTokens) {
    const message = 'Please reduce the length of the messages or completion.';
    return groqBadRequest(message, 'context_length_exceeded', 'messages');
  }
  if ((numberOrNull(body.n) ?? 1) > 1) return groqBadRequest("'n' : number must be at most 1");
  return null;
}

/** Checks of the body that need no model. */
export function checkGroqBody(body: JsonRecord): Problem | null {
  if (typeof body.model !== 'string' || body.model === '')
    return groqBadRequest("'model' : property 'model' is missing");
  if (listOf(body.messages).length === 0) return groqBadRequest("'messages' : minimum number of items is 1");
  return null;
}
