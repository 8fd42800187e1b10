/** How a failure is told to the client, per code. A code without all fields does not compile. */
export interface ErrorDefinition {
  readonly httpStatus: number;
  /** `type` of OpenAI's error object. */
  readonly type: string;
  /** `code` of OpenAI's error object; null where OpenAI sends null. */
  readonly wireCode: string | null;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** False puts `x-should-retry: false` on the answer: repeating cannot help, or the gateway has repeated already. */
  readonly shouldRetry: boolean;
  /** What it means and what to do, for docs/errors.md. */
  readonly help: string;
}

const define = <T extends Record<string, ErrorDefinition>>(catalogue: T): T => catalogue;

/** Every error this product can answer with. docs/errors.md is generated from it. */
export const ERRORS = define({
  invalid_request: {
    httpStatus: 400,
    type: 'invalid_request_error',
    wireCode: null,
    logLevel: 'debug',
    shouldRetry: false,
    help: 'The body is not what the endpoint takes. The message and `param` name the field and the remedy.',
  },
  context_length_exceeded: {
    httpStatus: 400,
    type: 'invalid_request_error',
    wireCode: 'context_length_exceeded',
    logLevel: 'debug',
    shouldRetry: false,
    help: 'The prompt (and the asked answer) fits no model of the route. Shorten it or allow a model with a larger window.',
  },
  no_capable_model: {
    httpStatus: 400,
    type: 'invalid_request_error',
    wireCode: 'no_capable_model',
    logLevel: 'info',
    shouldRetry: false,
    help: 'No model of the route can do what the request needs (images, tools, JSON schema). The message names what is missing.',
  },
  content_filter: {
    httpStatus: 400,
    type: 'invalid_request_error',
    wireCode: 'content_filter',
    logLevel: 'debug',
    shouldRetry: false,
    help: "The provider's content policy refused the prompt.",
  },
  invalid_api_key: {
    httpStatus: 401,
    type: 'invalid_request_error',
    wireCode: 'invalid_api_key',
    logLevel: 'info',
    shouldRetry: false,
    help: 'No virtual key, or one that is unknown, expired or revoked. Create one with `lco keys create`.',
  },
  forbidden: {
    httpStatus: 403,
    type: 'permission_error',
    wireCode: 'forbidden',
    logLevel: 'info',
    shouldRetry: false,
    help: 'The session or key may not do this, or the request came from a foreign web page.',
  },
  model_not_allowed: {
    httpStatus: 403,
    type: 'permission_error',
    wireCode: 'model_not_allowed',
    logLevel: 'info',
    shouldRetry: false,
    help: 'The key may not use this model.',
  },
  refused_by_rule: {
    httpStatus: 403,
    type: 'permission_error',
    wireCode: 'refused_by_rule',
    logLevel: 'info',
    shouldRetry: false,
    help: 'A rule of the configuration (`routing.rules`) refuses such requests. The message is the one of the rule.',
  },
  model_not_found: {
    httpStatus: 404,
    type: 'invalid_request_error',
    wireCode: 'model_not_found',
    logLevel: 'debug',
    shouldRetry: false,
    help: 'The model is unknown, retired, or its provider is not configured. `GET /v1/models` lists what is there.',
  },
  not_found: {
    httpStatus: 404,
    type: 'invalid_request_error',
    wireCode: 'not_found',
    logLevel: 'debug',
    shouldRetry: false,
    help: 'No such endpoint or object.',
  },
  method_not_allowed: {
    httpStatus: 405,
    type: 'invalid_request_error',
    wireCode: 'method_not_allowed',
    logLevel: 'debug',
    shouldRetry: false,
    help: 'The endpoint exists but not for this HTTP method.',
  },
  conflict: {
    httpStatus: 409,
    type: 'invalid_request_error',
    wireCode: 'conflict',
    logLevel: 'info',
    shouldRetry: false,
    help: 'Someone else changed the object since you read it. Read it again and repeat your change.',
  },
  idempotency_key_reused: {
    httpStatus: 409,
    type: 'invalid_request_error',
    wireCode: 'idempotency_key_reused',
    logLevel: 'info',
    shouldRetry: false,
    help: 'The `Idempotency-Key` was used for another request within the last 24 hours. Use a new key for each new request.',
  },
  request_timeout: {
    httpStatus: 408,
    type: 'invalid_request_error',
    wireCode: 'request_timeout',
    logLevel: 'info',
    shouldRetry: false,
    help: 'The request did not arrive completely in time.',
  },
  request_too_large: {
    httpStatus: 413,
    type: 'invalid_request_error',
    wireCode: 'request_too_large',
    logLevel: 'info',
    shouldRetry: false,
    help: 'The body is over the limit, or every model of the route refused its size.',
  },
  cache_miss: {
    httpStatus: 404,
    type: 'invalid_request_error',
    wireCode: 'cache_miss',
    logLevel: 'debug',
    shouldRetry: false,
    help: 'The request said `x-lco-cache: only` and no stored answer exists.',
  },
  budget_exceeded: {
    httpStatus: 402,
    type: 'insufficient_quota',
    wireCode: 'budget_exceeded',
    logLevel: 'info',
    shouldRetry: false,
    help: 'A budget that the request falls under is spent; the message names it and when it starts anew. Raise it, top it up, or wait.',
  },
  max_cost_exceeded: {
    httpStatus: 402,
    type: 'invalid_request_error',
    wireCode: 'max_cost_exceeded',
    logLevel: 'debug',
    shouldRetry: false,
    help: 'Every model of the route is expected to cost more than the `max_cost_usd` of the request.',
  },
  rate_limit_exceeded: {
    httpStatus: 429,
    type: 'rate_limit_error',
    wireCode: 'rate_limit_exceeded',
    logLevel: 'info',
    shouldRetry: true,
    help: 'Too many requests or tokens. `retry-after` says when to come back.',
  },
  upstream_rate_limited: {
    httpStatus: 429,
    type: 'rate_limit_error',
    wireCode: 'rate_limit_exceeded',
    logLevel: 'warn',
    shouldRetry: false,
    help: 'Every provider of the route refuses for its rate limit. `retry-after` is the shortest wait known.',
  },
  upstream_unavailable: {
    httpStatus: 503,
    type: 'server_error',
    wireCode: 'upstream_unavailable',
    logLevel: 'warn',
    shouldRetry: false,
    help: 'All attempts at all providers of the route failed. The request page lists them.',
  },
  upstream_timeout: {
    httpStatus: 504,
    type: 'server_error',
    wireCode: 'upstream_timeout',
    logLevel: 'warn',
    shouldRetry: false,
    help: 'No provider answered within the deadline of the request.',
  },
  upstream_broken: {
    httpStatus: 502,
    type: 'server_error',
    wireCode: 'upstream_broken',
    logLevel: 'warn',
    shouldRetry: false,
    help: "The provider's stream broke after the first token. The text so far was delivered; repeat the request for a whole answer.",
  },
  ledger_unavailable: {
    httpStatus: 503,
    type: 'server_error',
    wireCode: 'ledger_unavailable',
    logLevel: 'error',
    shouldRetry: true,
    help: 'The gateway cannot record requests (its spool is full or unwritable) and serves nothing unrecorded.',
  },
  shutting_down: {
    httpStatus: 503,
    type: 'server_error',
    wireCode: 'shutting_down',
    logLevel: 'info',
    shouldRetry: true,
    help: 'This instance is stopping. Repeat the request; another instance answers.',
  },
  internal_error: {
    httpStatus: 500,
    type: 'server_error',
    wireCode: 'internal_error',
    logLevel: 'error',
    shouldRetry: true,
    help: 'A defect of the gateway. Report it with the request id.',
  },
});

export type ErrorCode = keyof typeof ERRORS;
