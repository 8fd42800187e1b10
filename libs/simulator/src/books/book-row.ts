import type { SimUsage } from '../generator/answer-types.ts';
import type { ProviderId } from '../models/model-profile.ts';

/** What kind of call a row stands for. */
export type CallKind = 'chat' | 'responses' | 'messages' | 'completions' | 'embeddings' | 'moderations';

/**
 * One request as the provider saw and billed it, written when it ended. Billing: refused requests, error statuses, cuts
 * before the headers and errors before the first token bill nothing; a client that left, a cut or an error in mid-stream
 * bills the prompt and what was generated until then; every other answer is billed in full, also when its body was broken.
 */
export interface BookRow extends SimUsage {
  /** Counts from 1 in the order in which requests ended; never reused, not even after the books were cleared. */
  readonly seq: number;
  /** Unix time in ms at which the request came. */
  readonly receivedAtMs: number;
  readonly durationMs: number;
  readonly provider: ProviderId;
  readonly kind: CallKind;
  readonly path: string;
  /** Model id as requested; null when the body could not be read. */
  readonly model: string | null;
  readonly isStreaming: boolean;
  /** Status sent; 0 = the connection ended before any. */
  readonly status: number;
  readonly clientAborted: boolean;
  /** Whether usage was written to the client. */
  readonly usageSent: boolean;
  /** Body bytes written. */
  readonly bytesSent: number;
  /** Request id header sent; also set when the connection ended before. */
  readonly requestId: string;
  /** sha256 of the prompt, 64 hexadecimal digits; null when the body could not be read. */
  readonly promptSha256: string | null;
  /** The fault that was played, as JSON; null = none. */
  readonly fault: string | null;
}

/** Sums over rows. */
export interface BookSums {
  readonly requests: number;
  readonly okRequests: number;
  readonly abortedRequests: number;
  readonly usageSentRequests: number;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly cacheWriteTokens: number;
  readonly cacheWrite1hTokens: number;
  readonly completionTokens: number;
  readonly reasoningTokens: number;
  readonly bytesSent: number;
}

/** Sums since the books were last cleared; exact, however many rows were dropped. */
export interface BookTotals extends BookSums {
  readonly byProvider: Readonly<Record<string, BookSums>>;
  /** Keys are `provider/model`; after 500 of them the rest is summed as `(other)`. */
  readonly byModel: Readonly<Record<string, BookSums>>;
  /** Requests that are not in the sums yet because they still run. */
  readonly inFlight: number;
  /** Requests for lists of models, which are free and have no rows. */
  readonly listRequests: number;
  /** Rows still kept. */
  readonly rows: number;
}
