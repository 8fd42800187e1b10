import type { AttemptOutcome, FailureKind, ProviderFailure } from '@llm-cost-optimizer/contracts';
import { type ErrorFacts, readErrorBody } from './error-body.ts';
import { retryAfterMs } from './retry-after.ts';
import { safeMessage } from './safe-message.ts';

type Verdict = readonly [FailureKind, AttemptOutcome];

const VERDICTS = {
  badRequest: ['invalid_request', 'bad_request'],
  contextLength: ['context_length', 'context_length'],
  contentFilter: ['content_filter', 'content_filter'],
  tooLarge: ['too_large', 'too_large'],
  notFound: ['not_found', 'not_found'],
  credentials: ['credentials', 'auth_failed'],
  quota: ['quota', 'quota_exhausted'],
  rateLimited: ['rate_limited', 'rate_limited'],
  overloaded: ['overloaded', 'overloaded'],
  serverError: ['unavailable', 'server_error'],
} as const satisfies Record<string, Verdict>;

/** Words of OpenAI, Groq, Anthropic (two), Ollama (two) and vLLM (old and new) for a prompt that does not fit. */
const TOO_LONG = new RegExp(
  [
    'maximum context length',
    'context (?:window|length|limit|size)',
    'prompt (?:is )?too long',
    'input (?:is )?too long',
    'input tokens exceed',
    'longer than the maximum model length',
    'max_model_len',
    'reduce the length of the (?:messages|input|prompt)',
  ].join('|'),
  'i',
);
const QUOTA =
  /insufficient_quota|billing_hard_limit|exceeded your current quota|credit balance is too low|billing_error|insufficient (?:balance|credit)/i;
const NO_MODEL =
  /model_not_found|model_decommissioned|DeploymentNotFound|does not exist or you do not have access|decommissioned|^model .{1,200} not found/i;
const FILTER =
  /content_filter|content_policy_violation|ResponsibleAIPolicy|content management policy|content filtering policy/i;
const BUSY = /overloaded|server busy|capacity|too many pending|maximum pending requests/i;
const BAD_KEY = /invalid_api_key|authentication_error|incorrect api key|invalid api key|invalid x-api-key/i;

/** Kinds whose cause passes by itself, so that a hint how long to wait means something. */
const PASSING: ReadonlySet<FailureKind> = new Set(['rate_limited', 'overloaded', 'unavailable', 'quota', 'too_large']);

/** Turns an HTTP answer that is not 2xx into a failure; the shapes of all providers are told apart by what they say. */
export function classifyAnswer(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
  nowMs: number,
): ProviderFailure {
  return toFailure({ status, facts: readErrorBody(body), headers, nowMs });
}

/** The failure of an error event inside a stream; its status stands in the body, if anywhere. */
export function classifyEvent(facts: ErrorFacts): ProviderFailure {
  const status = facts.status ?? statusOfType(facts);
  const failure = toFailure({ status, facts, headers: {}, nowMs: 0 });
  return { ...failure, httpStatus: facts.status };
}

function toFailure(options: {
  readonly status: number;
  readonly facts: ErrorFacts;
  readonly headers: Readonly<Record<string, string>>;
  readonly nowMs: number;
}): ProviderFailure {
  const { status, facts, headers, nowMs } = options;
  const [kind, outcome] = verdictOf(status, facts);
  return {
    kind,
    outcome,
    httpStatus: status,
    message:
      facts.message === null
        ? `The provider answered with status ${status} and no readable error.`
        : safeMessage(facts.message),
    param: facts.param,
    code: facts.code ?? facts.type,
    retryAfterMs: PASSING.has(kind) ? retryAfterMs(headers, facts, nowMs) : null,
  };
}

function verdictOf(status: number, facts: ErrorFacts): Verdict {
  const words = `${facts.code ?? ''} ${facts.type ?? ''} ${facts.message ?? ''}`;
  // Gemini calls a limit of the minute a quota too, and tells when it passes; an empty account does not pass.
  if (status === 429) return QUOTA.test(words) && facts.retryDelay === null ? VERDICTS.quota : VERDICTS.rateLimited;
  if (status === 401 || status === 403 || status === 407) return VERDICTS.credentials;
  if (status === 402) return VERDICTS.quota;
  if (status === 413) return VERDICTS.tooLarge;
  if (status === 404) return VERDICTS.notFound;
  if (status === 498 || status === 529) return VERDICTS.overloaded;
  if (status >= 500) return verdictOfServerError(facts, words);
  // 1xx and 3xx are no answers; 405, 408, 409, 424, 425 and 499 say that the server, not the request, is wrong.
  const isRequestBlamed = status === 400 || (status > 409 && status < 424) || status === 428 || status === 431;
  return isRequestBlamed ? verdictOfBadRequest(facts, words) : VERDICTS.serverError;
}

function verdictOfBadRequest({ code, type, message }: ErrorFacts, words: string): Verdict {
  if (code === 'context_length_exceeded') return VERDICTS.contextLength;
  if (QUOTA.test(words)) return VERDICTS.quota;
  if (BAD_KEY.test(`${code ?? ''} ${type ?? ''}`)) return VERDICTS.credentials;
  if (FILTER.test(words)) return VERDICTS.contentFilter;
  if (NO_MODEL.test(`${code ?? ''}\n${message ?? ''}`) || /^model .{1,200} not found/i.test(message ?? ''))
    return VERDICTS.notFound;
  // An unknown parameter may be quoted beside these words; a code of its own says that it is about something else.
  if (TOO_LONG.test(message ?? '') && code !== 'unsupported_parameter') return VERDICTS.contextLength;
  return VERDICTS.badRequest;
}

function verdictOfServerError(facts: ErrorFacts, words: string): Verdict {
  // vLLM before 0.4 and some proxies answer 500 for a prompt that is too long.
  if (facts.code === 'context_length_exceeded' || TOO_LONG.test(facts.message ?? '')) return VERDICTS.contextLength;
  return BUSY.test(words) ? VERDICTS.overloaded : VERDICTS.serverError;
}

/** HTTP status that an error event would have had, by its type or code (documentation of OpenAI, Groq and Anthropic). */
function statusOfType({ type, code, message }: ErrorFacts): number {
  const words = `${type ?? ''} ${code ?? ''}`;
  if (/overloaded/.test(words)) return 529;
  if (/insufficient_quota|rate_limit/.test(words)) return 429;
  if (BAD_KEY.test(words)) return 401;
  if (/permission/.test(words)) return 403;
  if (/not_found/.test(words)) return 404;
  if (/too_large/.test(words)) return 413;
  if (/invalid_(?:request|prompt|image|base64)|BadRequest|context_length|content_filter/.test(words)) return 400;
  return BUSY.test(message ?? '') ? 503 : 500;
}
