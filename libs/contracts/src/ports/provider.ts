import type { ChatRequest } from '../chat/request.ts';
import type { AttemptOutcome } from '../ledger/records.ts';
import type { TokenUsage } from '../pricing/usage.ts';
import type { Deployment } from '../routing/deployment.ts';
import type { NativeSurface, NativeWire } from './native-wire.ts';

/** One request on its way to one deployment. */
export interface ProviderCall {
  readonly deployment: Deployment;
  readonly request: ChatRequest;
  /** The provider key; empty for local servers without one. */
  readonly apiKey: string;
}

/** The call in the provider's own form. */
export interface EncodedCall {
  /** Path with leading slash, appended to the provider's base URL. */
  readonly path: string;
  /** Flat list name, value, name, value as undici takes it. */
  readonly headers: readonly string[];
  readonly body: Uint8Array;
  /** Parameters left out or changed because the model refuses them, named as the client wrote them. */
  readonly droppedParameters: readonly string[];
  /** True where the body asks the provider to cache parts of the prompt because the gateway wanted it. Absent = it does not. */
  readonly hasGatewayMarks?: true;
  /** Set where the call goes to another API than the adapter's usual one, whose answers are read in another way. */
  readonly answer?: Pick<ProviderAdapter, 'decode' | 'openStream'>;
}

/** A whole answer in OpenAI's shape. */
export interface ProviderAnswer {
  /** `chat.completion` JSON: the provider's own bytes where it speaks OpenAI's format, else translated. */
  readonly body: Uint8Array;
  /** Null when the provider sent none (or nonsense): the caller estimates and marks it. */
  readonly usage: TokenUsage | null;
  readonly model: string | null;
  readonly finishReason: string | null;
  readonly serviceTier: string | null;
  /** Characters of generated text and tool arguments, for estimates when usage is missing. */
  readonly outputChars: number;
  /**
   * Completion tokens where the provider counted those but not the prompt (Ollama, whose cached prompts have no count), so
   * that only the prompt is estimated. Absent or null = `usage` is all there is.
   */
  readonly outputTokens?: number | null;
  /** Usage as the provider sent it, for the record where `usage` could not be made of it. Absent = it sent none. */
  readonly sentUsage?: unknown;
  /** True when the answer may be stored: complete, with content, not cut, filtered or refused. */
  readonly isComplete: boolean;
}

/** What one piece of the provider's stream means for the client. */
export interface StreamStep {
  /** Bytes to send to an OpenAI client now (whole SSE events, without the usage-only chunk and `[DONE]`); null = nothing yet. */
  readonly forward: Uint8Array | null;
  /** Set when the provider reported an error inside the stream or the bytes are not a valid stream. */
  readonly error: ProviderFailure | null;
}

/** Reads one provider stream. Not reusable. */
export interface StreamDecoder {
  /** Takes the next bytes as they came from the network, cut anywhere. */
  push(chunk: Uint8Array): StreamStep;
  /** The provider closed the stream. `error` is set when it ended without a proper end. */
  end(): StreamStep;
  /** True once real content (text, tool call, refusal) or a proper end has been read: the first-chunk gate. */
  readonly hasContent: boolean;
  /** True once the provider's finish reason was read. */
  readonly isFinished: boolean;
  /** True once the terminal marker came (`[DONE]`, `message_stop`): nothing that matters follows. */
  readonly isTerminated: boolean;
  readonly usage: TokenUsage | null;
  readonly model: string | null;
  readonly finishReason: string | null;
  readonly serviceTier: string | null;
  readonly outputChars: number;
  /** As in `ProviderAnswer`. */
  readonly outputTokens?: number | null;
  /** As in `ProviderAnswer`: what came last. */
  readonly sentUsage?: unknown;
  /** `id` and `created` of the chunks sent, for the closing usage chunk. */
  readonly chunkId: string | null;
  readonly created: number | null;
}

/** Why a call failed. The kind alone decides what happens next. */
export type FailureKind =
  | 'invalid_request'
  | 'content_filter'
  | 'context_length'
  | 'too_large'
  | 'not_found'
  | 'credentials'
  | 'quota'
  | 'rate_limited'
  | 'overloaded'
  | 'unavailable'
  | 'network'
  | 'timeout'
  | 'broken_answer'
  | 'broken_stream'
  | 'cancelled';

export interface ProviderFailure {
  readonly kind: FailureKind;
  readonly outcome: AttemptOutcome;
  readonly httpStatus: number | null;
  /** The provider's message, fit to be shown to the client only for `invalid_request`, `content_filter`, `context_length`, `too_large`. */
  readonly message: string;
  /** Parameter the provider blamed; null when it named none. */
  readonly param: string | null;
  readonly code: string | null;
  /** Milliseconds the provider asked us to wait, capped; null when it gave no usable hint. */
  readonly retryAfterMs: number | null;
}

/** Translates between OpenAI's chat format and one provider's API. Pure: no I/O. */
export interface ProviderAdapter {
  readonly id: string;
  /** Name for people; absent = the id serves. */
  readonly displayName?: string;
  /** The client APIs that the provider speaks itself, besides chat completions; what is absent has to be translated. */
  readonly native?: Readonly<Partial<Record<NativeSurface, NativeWire>>>;
  encode(call: ProviderCall): EncodedCall;
  /** Throws ProviderError (`broken_answer`) when the body is no valid answer. */
  decode(body: Uint8Array): ProviderAnswer;
  openStream(): StreamDecoder;
  /** Turns an HTTP answer that is not 2xx into a failure. `headers` names are in lower case. */
  classify(status: number, headers: Readonly<Record<string, string>>, body: Uint8Array): ProviderFailure;
}
