import type { ProviderFailure } from '@llm-cost-optimizer/contracts';

/** One HTTP call. */
export interface TransportCall {
  /** Origin with optional path, for example `https://api.openai.com/v1`. A trailing slash is ignored. */
  readonly baseUrl: string;
  /** With leading slash; a `/v1` that the base URL has already is not doubled. */
  readonly path: string;
  /** Flat list name, value, name, value. */
  readonly headers: readonly string[];
  /** Empty = no body. */
  readonly body: Uint8Array;
  /** Default `POST`. */
  readonly method?: 'POST' | 'GET';
  /** Milliseconds until the connection must stand: name lookup, TCP and TLS together. */
  readonly connectTimeoutMs: number;
  /** Milliseconds of these until the name must have an address. Absent or longer = the limit for connecting alone. */
  readonly lookupTimeoutMs?: number;
  /** Milliseconds from the request's first byte to the answer's head. */
  readonly headersTimeoutMs: number;
  /** Longest silence in milliseconds once the head came. Time during which the reader paused does not count. */
  readonly idleTimeoutMs: number;
}

/** Receives the answer. Exactly one of `onEnd` and `onError` is called, once, and nothing after `abort`. */
export interface TransportSink {
  /** Final status (1xx are skipped, redirects are not followed) and headers with names in lower case. */
  onHead(status: number, headers: Readonly<Record<string, string>>): void;
  onData(chunk: Uint8Array): void;
  /**
   * The head did not come within its limit. True = go on waiting, without a limit: whoever says so ends the call. Absent or
   * false = the call fails.
   */
  onHeadersTimeout?(): boolean;
  onEnd(): void;
  onError(failure: ProviderFailure): void;
}

/** Controls a call that is under way. All methods may be called at any time and more than once. */
export interface TransportHandle {
  abort(): void;
  /** Stops reading from the provider; at most one more chunk may come. */
  pause(): void;
  resume(): void;
}

export interface Transport {
  /** Never throws; failures go to the sink, and never before this method has returned. */
  dispatch(call: TransportCall, sink: TransportSink): TransportHandle;
  /** Closes all connections; calls under way fail. May be called twice. */
  close(): Promise<void>;
}

export interface TransportOptions {
  /** Longest answer in bytes; a longer one fails as `broken_answer`. Default 128 MiB. */
  readonly maxAnswerBytes?: number;
  /** Milliseconds an unused connection is kept where the server names no time. Default 30,000. */
  readonly keepAliveMs?: number;
  /** PEM of certificate authorities to trust instead of the built-in ones. */
  readonly ca?: string;
}
