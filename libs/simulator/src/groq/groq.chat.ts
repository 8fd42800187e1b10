import { readChatRequest } from '../openai/chat.request.ts';
import { firstUnknownField } from '../openai/known-fields.ts';
import { checkBearer } from '../openai/openai.chat.ts';
import type { Problem, Wire } from '../server/wire.ts';
import {
  checkGroq,
  checkGroqBody,
  GROQ_MISSING_KEY,
  groqBadRequest,
  groqProblemFor,
  groqRetiredModel,
  groqUnknownModel,
} from './groq.problems.ts';
import { groqChatBody, groqChatStream } from './groq.response.ts';

/** Fields of Groq's chat completions (groq-sdk 1.6.0, and `stream_options`, which the API takes). */
const GROQ_CHAT_FIELDS: ReadonlySet<string> = new Set(
  (
    'citation_options compound_custom disable_tool_validation documents exclude_domains frequency_penalty function_call ' +
    'functions include_domains include_reasoning logit_bias logprobs max_completion_tokens max_tokens messages metadata model n ' +
    'parallel_tool_calls presence_penalty reasoning_effort reasoning_format response_format search_settings seed service_tier ' +
    'stop store stream stream_options temperature tool_choice tools top_logprobs top_p user'
  ).split(' '),
);

/** Groq leaves out the fields of an error that do not apply. */
function errorBody({ message, type, code, param }: Problem): string {
  return JSON.stringify({ error: { message, type, code: code ?? undefined, param: param ?? undefined } });
}

/** Groq's chat completions. */
export const groqChat: Wire = {
  provider: 'groq',
  kind: 'chat',
  requestIdPrefix: 'req_',
  checkKey: (headers) => checkBearer(headers, GROQ_MISSING_KEY),
  read(body, { areUnknownFieldsRejected }) {
    const unknown = areUnknownFieldsRejected ? firstUnknownField(body, GROQ_CHAT_FIELDS) : null;
    if (unknown !== null) return groqBadRequest(`property '${unknown}' is unsupported`);
    return checkGroqBody(body) ?? readChatRequest(body);
  },
  check: checkGroq,
  badJson: () => groqBadRequest('invalid JSON: the body of the request could not be parsed', 'json_invalid'),
  unknownModel: groqUnknownModel,
  retiredModel: groqRetiredModel,
  problemFor: groqProblemFor,
  cachePrompt: 'automatic',
  plain: groqChatBody,
  stream: groqChatStream,
  headers: ({ requestId, usage }) => [
    'x-groq-region',
    'simulated',
    'x-ratelimit-limit-requests',
    '500000',
    'x-ratelimit-limit-tokens',
    '250000',
    'x-ratelimit-remaining-requests',
    '499999',
    'x-ratelimit-remaining-tokens',
    String(Math.max(0, 250_000 - usage.promptTokens)),
    'x-ratelimit-reset-requests',
    '172.8ms',
    'x-ratelimit-reset-tokens',
    '49ms',
    'x-request-id',
    requestId,
  ],
  error: (problem, requestId) => ({ body: errorBody(problem), headers: ['x-request-id', requestId] }),
  errorEvent: () =>
    'event: error\ndata: {"error":{"message":"Internal Server Error","type":"internal_server_error","code":null,"status_code":500}}\n\n',
};
