import type { AttemptOutcome, FailureKind, ProviderFailure } from '@llm-cost-optimizer/contracts';

/** How far a call has come. */
export type Phase = 'connecting' | 'waiting' | 'reading';

/** Words and codes of the failures that the transport itself finds. No message holds a host, an address or a key. */
export const TIMEOUTS: Readonly<Record<Phase, ProviderFailure>> = {
  // A connection that does not come about is a dead provider, not a slow answer.
  connecting: failure(
    'network',
    'connect_failed',
    'connect_timeout',
    'The connection to the provider did not come about in time.',
  ),
  waiting: failure('timeout', 'timeout_headers', 'headers_timeout', 'The provider did not begin to answer in time.'),
  reading: failure('timeout', 'stalled', 'idle_timeout', 'The provider fell silent in the middle of its answer.'),
};

/** The lookup cannot be broken off, but nobody waits for it any more. */
export const LOOKUP_TIMEOUT = failure(
  'network',
  'dns_failed',
  'lookup_timeout',
  'The address of the provider was not found in time.',
);

/** A kept connection that the provider had closed meanwhile: the request reached nobody, a repeat is safe and free. */
export const STALE_CONNECTION = failure(
  'network',
  'connect_failed',
  'stale_connection',
  'A kept connection had been closed by the provider.',
);

export const BAD_ADDRESS = failure(
  'network',
  'connect_failed',
  'bad_address',
  'The address of the provider is not a valid URL.',
);

export const ENCODED_ANSWER = failure(
  'broken_answer',
  'invalid_answer',
  'content_encoding',
  'The provider compressed its answer although that was not asked for.',
);

/** Errors that say that the bytes were no usable HTTP answer, whatever the connection. */
const NOT_HTTP = new Set(['HTTPParserError', 'HeadersOverflowError', 'ResponseExceededMaxSizeError']);
/** A connection that is gone (as opposed to an answer that is wrong). */
const GONE = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_CLOSED']);

/** Codes of Node and OpenSSL for a handshake or a certificate that is not right. */
const TLS_CODE =
  /^(?:EPROTO$|ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|CRL_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|INVALID_(?:CA|PURPOSE)|PATH_LENGTH|HOSTNAME_)/;

/** Brings an error of undici, Node's sockets or TLS to a failure. */
export function transportFailure(options: {
  readonly error: Error;
  readonly phase: Phase;
  readonly isReused: boolean;
  readonly status: number | null;
}): ProviderFailure {
  const { error, phase, isReused, status } = options;
  const code = codeOf(error);
  if (NOT_HTTP.has(error.name)) {
    return {
      ...failure('broken_answer', 'invalid_answer', code, 'The provider did not answer in valid HTTP.'),
      httpStatus: status,
    };
  }
  if (phase === 'waiting' && isReused && GONE.has(code)) return STALE_CONNECTION;
  switch (phase) {
    case 'connecting':
      return failure('network', connectOutcome(error, code), code, `The connection to the provider failed (${code}).`);
    case 'waiting':
      return failure('network', 'broken', code, `The provider closed the connection without an answer (${code}).`);
    case 'reading':
      return {
        ...failure('network', 'broken', code, `The connection broke in the middle of the answer (${code}).`),
        httpStatus: status,
      };
  }
}

/** What the connection failed at: finding the address, agreeing on encryption, or anything else. */
function connectOutcome(error: Error, code: string): AttemptOutcome {
  if ('syscall' in error && error.syscall === 'getaddrinfo') return 'dns_failed';
  return TLS_CODE.test(code) ? 'tls_failed' : 'connect_failed';
}

/** `ECONNREFUSED`, `ENOTFOUND`, `CERT_HAS_EXPIRED`, `UND_ERR_SOCKET` ...; never a text with an address in it. */
function codeOf(error: Error): string {
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : error.name;
}

function failure(kind: FailureKind, outcome: AttemptOutcome, code: string, message: string): ProviderFailure {
  return { kind, outcome, httpStatus: null, message, param: null, code, retryAfterMs: null };
}
