import type { ErrorCode, FailureKind } from '@llm-cost-optimizer/contracts';

/** What one kind of failure leads to. The kind alone decides; nothing else in the code asks which provider it was. */
export interface FailurePolicy {
  /** Repeat at the same deployment when no other candidate is left. */
  readonly retriesHere: boolean;
  /** Go on to the next candidate; `larger_window` = only to one with a larger context window. */
  readonly fallsBack: boolean | 'larger_window';
  /** What has to be another one for the same model to be tried again at once; null = neither would help. */
  readonly otherWay: 'key' | 'address' | null;
  /** Counts as a failure of the provider's health. */
  readonly hurtsBreaker: boolean;
  /** The deployment rests for the provider's `retry-after`. */
  readonly rests: boolean;
  /** What the client sees when nothing is left to try. */
  readonly error: ErrorCode;
  /** The provider's own message and status are passed on (the client caused the failure). */
  readonly showsMessage: boolean;
}

const provider = {
  retriesHere: true,
  fallsBack: true,
  otherWay: 'address',
  hurtsBreaker: true,
  rests: false,
  showsMessage: false,
} as const;
const client = { retriesHere: false, otherWay: null, hurtsBreaker: false, rests: false, showsMessage: true } as const;
/** What the provider has against this key. */
const key = { ...provider, otherWay: 'key', hurtsBreaker: false, rests: true } as const;

/** Kind of failure -> policy; faults.md rows F01-F30 in one table. */
export const FAILURE_POLICY: Readonly<Record<FailureKind, FailurePolicy>> = {
  invalid_request: { ...client, fallsBack: false, error: 'invalid_request' },
  content_filter: { ...client, fallsBack: false, error: 'content_filter' },
  context_length: { ...client, fallsBack: 'larger_window', error: 'context_length_exceeded' },
  too_large: { ...client, fallsBack: true, error: 'request_too_large' },
  not_found: { ...client, fallsBack: true, otherWay: 'address', error: 'model_not_found', showsMessage: false },
  credentials: { ...key, retriesHere: false, error: 'upstream_unavailable' },
  quota: { ...key, retriesHere: false, error: 'upstream_unavailable' },
  rate_limited: { ...key, error: 'upstream_rate_limited' },
  overloaded: { ...provider, error: 'upstream_unavailable' },
  unavailable: { ...provider, error: 'upstream_unavailable' },
  network: { ...provider, error: 'upstream_unavailable' },
  timeout: { ...provider, retriesHere: false, error: 'upstream_timeout' },
  broken_answer: { ...provider, error: 'upstream_unavailable' },
  broken_stream: { ...provider, error: 'upstream_unavailable' },
  cancelled: {
    ...provider,
    retriesHere: false,
    fallsBack: false,
    otherWay: null,
    hurtsBreaker: false,
    error: 'upstream_unavailable',
  },
};
