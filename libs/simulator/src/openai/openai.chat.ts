import type { IncomingHttpHeaders } from 'node:http';
import type { Problem, Reply, Wire } from '../server/wire.ts';
import { readChatRequest } from './chat.request.ts';
import { openAiChatBody } from './chat.response.ts';
import { openAiChatStream } from './chat.stream.ts';
import { firstUnknownField, OPENAI_CHAT_FIELDS } from './known-fields.ts';
import { checkMessages, checkOpenAi } from './openai.checks.ts';
import { badRequest, MISSING_KEY, problemForStatus, retiredModel, unknownModel } from './openai.problems.ts';

/** The error body that OpenAI and its imitators send. */
export function openAiErrorBody({ message, type, param, code }: Problem): string {
  return JSON.stringify({ error: { message, type, param, code } });
}

/** Null when there is a bearer token; its value does not matter. */
export function checkBearer(headers: IncomingHttpHeaders, missing: Problem): Problem | null {
  return /^Bearer \S/i.test(headers.authorization ?? '') ? null : missing;
}

/** Headers of OpenAI's successes. */
export function openAiHeaders({ requestId, usage }: Reply): string[] {
  return [
    'openai-organization',
    'simulated',
    'openai-processing-ms',
    '12',
    'openai-version',
    '2020-10-01',
    'x-ratelimit-limit-requests',
    '10000',
    'x-ratelimit-limit-tokens',
    '30000000',
    'x-ratelimit-remaining-requests',
    '9999',
    'x-ratelimit-remaining-tokens',
    String(Math.max(0, 30_000_000 - usage.promptTokens)),
    'x-ratelimit-reset-requests',
    '6ms',
    'x-ratelimit-reset-tokens',
    '0s',
    'x-request-id',
    requestId,
  ];
}

/** Headers of OpenAI's errors. */
export function openAiErrorHeaders(requestId: string): string[] {
  return ['openai-version', '2020-10-01', 'x-request-id', requestId];
}

const BAD_JSON = badRequest(
  'We could not parse the JSON body of your request. (HINT: This likely means you aren’t using your HTTP library ' +
    'correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)',
);

/** What chat and Responses have in common. */
export const OPENAI_COMMON = {
  provider: 'openai',
  requestIdPrefix: 'req_',
  checkKey: (headers: IncomingHttpHeaders) => checkBearer(headers, MISSING_KEY),
  badJson: () => BAD_JSON,
  unknownModel,
  retiredModel,
  problemFor: problemForStatus,
  cachePrompt: 'automatic',
  headers: openAiHeaders,
  error: (problem: Problem, requestId: string) => ({
    body: openAiErrorBody(problem),
    headers: openAiErrorHeaders(requestId),
  }),
} as const;

/** OpenAI's chat completions. */
export const openAiChat: Wire = {
  ...OPENAI_COMMON,
  kind: 'chat',
  read(body, { areUnknownFieldsRejected }) {
    const unknown = areUnknownFieldsRejected ? firstUnknownField(body, OPENAI_CHAT_FIELDS) : null;
    if (unknown !== null) return badRequest(`Unrecognized request argument supplied: ${unknown}`);
    return checkMessages(body) ?? readChatRequest(body);
  },
  check: checkOpenAi,
  plain: openAiChatBody,
  stream: openAiChatStream,
  errorEvent: () =>
    `data: ${openAiErrorBody({ status: 500, type: 'server_error', message: 'The server had an error while processing your request. Sorry about that!', param: null, code: null })}\n\n`,
};
