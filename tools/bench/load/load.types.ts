/** One stretch of load on one server. */
export interface LoadOrder {
  readonly port: number;
  readonly bearer: string;
  /** Size of the JSON body. */
  readonly bodyBytes: number;
  readonly isStreaming: boolean;
  /** Every request has a text of its own; else all send the same. */
  readonly isUnique: boolean;
  readonly seconds: number;
  /** Closed loop: so many connections, each sends as soon as it is answered. Open loop: so many requests a second. */
  readonly pace:
    | { readonly kind: 'closed'; readonly connections: number }
    | { readonly kind: 'open'; readonly rate: number };
}

/** What came of it. */
export interface LoadResult {
  readonly requests: number;
  readonly failures: number;
  readonly firstFailure: string | null;
  readonly seconds: number;
  /** Milliseconds from the moment a request was due to its first byte; null for closed loops. */
  readonly firstByteMs: Percentiles | null;
  readonly wholeMs: Percentiles | null;
}

export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}
