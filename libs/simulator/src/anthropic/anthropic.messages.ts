import { firstUnknownField } from '../openai/known-fields.ts';
import type { Problem, Wire } from '../server/wire.ts';
import { anthropicProblem, anthropicProblemFor, invalid, notFound } from './anthropic.problems.ts';
import { checkAnthropic, checkMessagesBody } from './messages.checks.ts';
import { readMessagesRequest } from './messages.request.ts';
import { anthropicBody } from './messages.response.ts';
import { anthropicStream } from './messages.stream.ts';

/** Fields of the Messages API (@anthropic-ai/sdk 1.12.0), and the sampling parameters that older models still take. */
const MESSAGES_FIELDS: ReadonlySet<string> = new Set(
  (
    'cache_control container context_management diagnostics inference_geo max_tokens mcp_servers messages metadata model ' +
    'output_config service_tier speed stop_sequences stream system temperature thinking tool_choice tools top_k top_p ' +
    'user_profile_id workspace_id'
  ).split(' '),
);

const MISSING_KEY = anthropicProblem(401, 'authentication_error', 'x-api-key header is required');
const MISSING_VERSION = invalid('anthropic-version: header is required');

/** Anthropic's error body, which repeats the request id. */
export function anthropicErrorBody({ type, message }: Problem, requestId: string): string {
  return JSON.stringify({ type: 'error', error: { type, message }, request_id: requestId });
}

let resetSecond = 0;
let resetText = '';

/** The current second as Anthropic writes it; formatted once a second. */
function resetTime(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== resetSecond) {
    resetSecond = second;
    resetText = new Date(second * 1000).toISOString().replace('.000Z', 'Z');
  }
  return resetText;
}

function limit(name: string, most: number, used: number): string[] {
  const prefix = `anthropic-ratelimit-${name}`;
  return [
    `${prefix}-limit`,
    String(most),
    `${prefix}-remaining`,
    String(Math.max(0, most - used)),
    `${prefix}-reset`,
    resetTime(),
  ];
}

/** Anthropic's Messages API. */
export const anthropicMessages: Wire = {
  provider: 'anthropic',
  kind: 'messages',
  requestIdPrefix: 'req_01',
  checkKey(headers) {
    if (headers['x-api-key'] === undefined && headers.authorization === undefined) return MISSING_KEY;
    return headers['anthropic-version'] === undefined ? MISSING_VERSION : null;
  },
  read(body, { areUnknownFieldsRejected }) {
    const unknown = areUnknownFieldsRejected ? firstUnknownField(body, MESSAGES_FIELDS) : null;
    if (unknown !== null) return invalid(`${unknown}: Extra inputs are not permitted`);
    return checkMessagesBody(body) ?? readMessagesRequest(body);
  },
  check: checkAnthropic,
  badJson: () => invalid('The request body is not valid JSON'),
  unknownModel: notFound,
  retiredModel: notFound,
  problemFor: anthropicProblemFor,
  cachePrompt: 'marked',
  plain: anthropicBody,
  stream: anthropicStream,
  headers: ({ requestId, usage }) => [
    ...limit('requests', 10_000, 1),
    ...limit('input-tokens', 10_000_000, usage.promptTokens),
    ...limit('output-tokens', 2_000_000, usage.completionTokens),
    ...limit('tokens', 12_000_000, usage.promptTokens + usage.completionTokens),
    'request-id',
    requestId,
  ],
  error: (problem, requestId) => ({
    body: anthropicErrorBody(problem, requestId),
    headers: [
      'x-should-retry',
      problem.status === 429 || problem.status >= 500 ? 'true' : 'false',
      'request-id',
      requestId,
    ],
  }),
  errorEvent: () =>
    'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
};
