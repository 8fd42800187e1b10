import { ERRORS, type ErrorCode } from '@llm-cost-optimizer/contracts';
import { expect } from 'vitest';
import { expectNothingBilled, onlyAttempt } from './expect-truth.ts';
import { fieldsOf } from './fields.ts';
import type { Case, Played } from './playback.ts';

/** A recorded refusal: status and envelope of the catalogue of faults, in the client's own format, and nothing billed. */
export function expectFailure({ recording, speaker }: Case, played: Played): void {
  const { status, kinds } = recording.meta;
  const code = codeOf(status, kinds);
  const told = fieldsOf(JSON.parse(played.text)).error;
  const isOfAnthropic = speaker.path.startsWith('/messages');
  const isOfOllama = speaker.path.startsWith('/api/');
  // Ollama has a text where the others have an object.
  const error = isOfOllama ? { message: told } : fieldsOf(told);
  expect(played.status, played.text).toBe(statusOf(code, status, isOfAnthropic));
  if (!isOfAnthropic && !isOfOllama)
    expect(error).toMatchObject({ type: ERRORS[code].type, code: ERRORS[code].wireCode });
  expect(error.message).toEqual(expect.stringMatching(/\S/));
  expect(played.text).not.toMatch(/<html|sk-[a-z]|127\.0\.0\.1/);
  expect(played.headers.get('x-should-retry')).toBe('false');
  expectRetryAfter(code, played.headers);
  if (played.row === null) return;
  // What the client caused is `rejected`; a rate limit of the provider is not.
  const outcome = played.status < 500 && played.status !== 429 ? 'rejected' : 'failed';
  expect(played.row).toMatchObject({ outcome, httpStatus: played.status });
  if (played.calls === 0) {
    // The gateway saw by itself what is wrong with the request.
    expect(played.row.attempts).toEqual([]);
    return;
  }
  const attempt = onlyAttempt(played);
  expect(attempt.httpStatus).toBe(status);
  expect(attempt.outcome).not.toBe('ok');
  expectNothingBilled(attempt);
}

function codeOf(status: number, kinds: readonly string[]): ErrorCode {
  if (kinds.includes('context-length')) return 'context_length_exceeded';
  if (kinds.includes('insufficient-quota')) return 'upstream_unavailable';
  const byStatus: Readonly<Record<number, ErrorCode>> = {
    400: 'invalid_request',
    404: 'model_not_found',
    413: 'request_too_large',
    429: 'upstream_rate_limited',
  };
  return byStatus[status] ?? 'upstream_unavailable';
}

/** What the client caused keeps the provider's status. Anthropic's clients know 529 where others know 503. */
function statusOf(code: ErrorCode, status: number, isOfAnthropic: boolean): number {
  if (code === 'context_length_exceeded') return status;
  return isOfAnthropic && ERRORS[code].httpStatus === 503 ? 529 : ERRORS[code].httpStatus;
}

/** Whole seconds, a minute at most, however absurd the provider's own hint was. */
function expectRetryAfter(code: ErrorCode, headers: Headers): void {
  const hint = headers.get('retry-after');
  if (hint === null) return;
  expect(code).toBe('upstream_rate_limited');
  expect(hint).toMatch(/^\d+$/);
  expect(Number(hint)).toBeLessThanOrEqual(60);
}
