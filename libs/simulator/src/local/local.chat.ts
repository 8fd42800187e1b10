import type { Fault } from '../faults/fault.schema.ts';
import { listOf } from '../generator/json.ts';
import type { SimRequest } from '../generator/sim-request.ts';
import type { ModelProfile } from '../models/model-profile.ts';
import { readChatRequest } from '../openai/chat.request.ts';
import type { Problem, Wire } from '../server/wire.ts';
import { type LocalStyle, localChatBody, localChatStream } from './local.response.ts';

const OLLAMA_STYLE: LocalStyle = {
  extraHead: ',"system_fingerprint":"fp_ollama"',
  hasLogprobs: false,
  reasoningField: 'reasoning',
  choiceExtra: {},
  hasEmptyToolCalls: false,
};

const VLLM_STYLE: LocalStyle = {
  extraHead: '',
  hasLogprobs: true,
  reasoningField: 'reasoning_content',
  choiceExtra: { stop_reason: null },
  hasEmptyToolCalls: true,
};

/** vLLM's error bodies have no `error` around them and a number as code. */
function vllmErrorBody({ message, type, param, status }: Problem): string {
  return JSON.stringify({ object: 'error', message, type, param, code: status });
}

function ollamaErrorBody({ message, type, param, code }: Problem): string {
  return JSON.stringify({ error: { message, type, param, code } });
}

interface LocalServer {
  readonly provider: 'ollama' | 'vllm';
  readonly style: LocalStyle;
  readonly errorBody: (problem: Problem) => string;
  readonly badRequestType: string;
  readonly serverErrorType: string;
}

/** No key is needed, unknown fields are ignored, and the prompt cache is not reported. */
function localWire({ provider, style, errorBody, badRequestType, serverErrorType }: LocalServer): Wire {
  const problem = (status: number, message: string, code: string | null = null): Problem => {
    return { status, message, type: status >= 500 ? serverErrorType : badRequestType, param: null, code };
  };
  const unknownModel = (name: string): Problem =>
    provider === 'ollama'
      ? { ...problem(404, `model '${name}' not found`), type: 'not_found_error' }
      : { ...problem(404, `The model \`${name}\` does not exist.`), type: 'NotFoundError' };
  return {
    provider,
    kind: 'chat',
    requestIdPrefix: 'req_',
    checkKey: () => null,
    read: (body) => {
      if (typeof body.model !== 'string' || body.model === '') return problem(400, 'model is required');
      if (listOf(body.messages).length === 0) return problem(400, '[] is too short - messages');
      return readChatRequest(body);
    },
    check(request: SimRequest, model: ModelProfile, promptTokens: number) {
      if (request.hasImages && !model.hasImages)
        return problem(400, 'this model is missing data required for image input');
      const wanted = promptTokens + (request.maxTokens ?? 0);
      if (provider === 'vllm' && wanted > model.contextTokens) {
        const message = `This model's maximum context length is ${model.contextTokens} tokens. However, you requested ${wanted} tokens (${promptTokens} in the messages, ${request.maxTokens ?? 0} in the completion). Please reduce the length of the messages or completion.`;
        return problem(400, message);
      }
      if (promptTokens <= model.contextTokens) return null;
      return problem(
        400,
        `prompt too long; exceeded max context length by ${promptTokens - model.contextTokens} tokens`,
      );
    },
    badJson: () => problem(400, 'invalid character in the body: JSON expected'),
    unknownModel,
    retiredModel: unknownModel,
    problemFor({ code }: Fault, status: number, model: string) {
      if (status === 404) return unknownModel(model);
      const message =
        status === 503 ? 'server busy, please try again.  maximum pending requests exceeded' : 'simulated failure';
      return problem(status, message, code ?? null);
    },
    cachePrompt: 'none',
    plain: (reply) => localChatBody(reply, style),
    stream: (reply) => localChatStream(reply, style),
    headers: ({ requestId }) => ['x-request-id', requestId],
    error: (given, requestId) => ({ body: errorBody(given), headers: ['x-request-id', requestId] }),
    errorEvent: () => `data: ${errorBody(problem(500, 'an error was encountered while running the model'))}\n\n`,
  };
}

/** Ollama's OpenAI-compatible chat. */
export const ollamaChat: Wire = localWire({
  provider: 'ollama',
  style: OLLAMA_STYLE,
  errorBody: ollamaErrorBody,
  badRequestType: 'invalid_request_error',
  serverErrorType: 'api_error',
});

/** vLLM's OpenAI-compatible chat. */
export const vllmChat: Wire = localWire({
  provider: 'vllm',
  style: VLLM_STYLE,
  errorBody: vllmErrorBody,
  badRequestType: 'BadRequestError',
  serverErrorType: 'InternalServerError',
});
