import type { AttemptOutcome, FailureKind, ProviderFailure } from '@llm-cost-optimizer/contracts';

/** Failures of what came with status 200. Constant texts: nothing of the provider's words enters them. */
export const ANSWER_FAILURES = {
  empty: failure('broken_answer', 'invalid_answer', 'empty_answer', 'The provider answered without a body.'),
  notJson: failure('broken_answer', 'invalid_answer', 'invalid_json', 'The answer of the provider is not valid JSON.'),
  isError: failure(
    'broken_answer',
    'invalid_answer',
    'error_in_answer',
    'The provider reported an error with status 200.',
  ),
  notAnAnswer: failure(
    'broken_answer',
    'invalid_answer',
    'unknown_answer',
    'The answer of the provider holds no completion.',
  ),
  notAStream: failure(
    'broken_answer',
    'invalid_answer',
    'no_stream',
    'The provider answered a request for a stream without one.',
  ),
  badEvent: failure(
    'broken_stream',
    'invalid_answer',
    'invalid_event',
    'The provider sent an event that is not valid JSON.',
  ),
  tooLong: failure('broken_stream', 'invalid_answer', 'endless_event', 'The provider sent an event that does not end.'),
  cut: failure(
    'broken_stream',
    'broken',
    'unfinished_stream',
    'The stream of the provider ended before its answer did.',
  ),
} as const satisfies Record<string, ProviderFailure>;

function failure(kind: FailureKind, outcome: AttemptOutcome, code: string, message: string): ProviderFailure {
  return Object.freeze({ kind, outcome, httpStatus: 200, message, param: null, code, retryAfterMs: null });
}
