import type { Surface } from '../ledger/records.ts';
import type { Deployment } from '../routing/deployment.ts';
import type { PromptCacheMark } from '../routing/prompt-caching.ts';
import type { EncodedCall, ProviderAnswer, StreamDecoder } from './provider.ts';

/** A client API whose bytes can pass to a provider that speaks it. Chat completions are the adapter's own methods. */
export type NativeSurface = Exclude<Surface, 'chat_completions'>;

/** One request on its way to a deployment whose provider speaks the client's own API. */
export interface NativeCall {
  readonly deployment: Deployment;
  /** The provider key; empty for local servers without one. */
  readonly apiKey: string;
  /** The client's JSON body as parsed. Never changed. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The bytes as they came, for splicing. */
  readonly raw: Uint8Array;
  readonly isStreaming: boolean;
  /** Headers of the client, names in lower case. Only those that belong to the API itself are sent on (`anthropic-beta`). */
  readonly headers: Readonly<Record<string, string>>;
  /** Where the prompt shall be cached; only for wires that `takesCacheMarks`. Absent = as the client wrote it. */
  readonly cacheMarks?: readonly PromptCacheMark[];
}

/** One API spoken by client and provider alike: bytes pass, and what the ledger needs is read on the way. Pure: no I/O. */
export interface NativeWire {
  /** False when a call costs nothing (counting tokens): its usage is all zeros and nothing is estimated. */
  readonly isBilled: boolean;
  /** True when `cacheMarks` of a call are written into the body. Where one cannot be, none is, and the call says so by its absence. */
  readonly takesCacheMarks?: true;
  /**
   * The client's bytes with the deployment's model and as few further changes as possible: our own fields go, so does
   * what the model refuses.
   */
  encode(call: NativeCall): EncodedCall;
  /** `body` of the result is the very same bytes. Throws ProviderError (`broken_answer`) when they are no valid answer. */
  decode(body: Uint8Array): ProviderAnswer;
  /** Null where the API has no streams. */
  readonly openStream: ((options: NativeStreamOptions) => NativeStreamDecoder) | null;
}

export interface NativeStreamOptions {
  /** True when the client itself asked for the closing usage chunk; else it is kept back where we asked for it. */
  readonly wantsUsageChunk: boolean;
}

/**
 * Reads one provider stream of the client's own API. Not reusable. Unlike in chat, `forward` holds every event as it came,
 * the terminal marker with it, and nothing has to be added; only error events are kept back and reported instead,
 * so that they can be written without the provider's secrets. `finishReason` is in the words of chat completions.
 * `usage` is the whole truth once `isFinished`. Before, it may hold the prompt's counts alone (`message_start`), and of a
 * failed stream what was generated until then (`response.failed`).
 */
export type NativeStreamDecoder = StreamDecoder;
