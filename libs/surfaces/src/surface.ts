import type { ChatBody, GatewayError, TokenUsage } from '@llm-cost-optimizer/contracts';

/** An API that clients speak to the gateway. */
export type SurfaceId =
  | 'chat_completions'
  | 'messages'
  | 'responses'
  | 'completions'
  | 'ollama_chat'
  | 'ollama_generate';

/** A JSON object whose fields nobody has checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** Something about a request that does not carry over as it is. Holds no text of the prompt. */
export interface Note {
  /** Name in the surface's own words, without list indexes, e.g. `messages.content.thinking`. */
  readonly field: string;
  /** A plain sentence: what became of it, or why it cannot be done. */
  readonly reason: string;
}

/** A request of a surface in canonical form. */
export interface SurfaceRequest {
  /** Safe for every provider that speaks chat completions: holds nothing but fields of OpenAI's API, `top_k` and our own. */
  readonly chat: ChatBody;
  /**
   * The same with what some targets understand beyond OpenAI's API: `cache_control` marks on parts, tools and messages,
   * `thinking`, and signed thinking blocks as content parts. OpenAI refuses them. Null when the request has none.
   */
  readonly extended: (() => ChatBody) | null;
  /** What was changed or left out; each field is named once. */
  readonly adapted: readonly Note[];
  /** What no chat model can do: if there is anything, only a deployment that speaks the surface itself can serve the request. */
  readonly unsupported: readonly Note[];
  /** The client's body. Answers of some surfaces repeat parts of it. */
  readonly source: Fields;
}

/** What an answer needs to know from its beginning. */
export interface AnswerFacts {
  /** Unique. The ids of the answer are made from it. */
  readonly requestId: string;
  /** Seconds since the epoch. */
  readonly createdAt: number;
  /** The model that really answers. */
  readonly model: string;
  readonly request: SurfaceRequest;
  /** For surfaces whose streams begin with usage; the true count follows at the end. */
  readonly promptTokensEstimated: number;
}

/** What is put into an answer beside the provider's words. */
export interface AnswerExtras {
  /** Becomes `usage.cost` in USD; null = no price known, nothing is said. */
  readonly costUsd: string | null;
  /** Becomes the member `lco` of the answer; null = none. */
  readonly lco: Fields | null;
  /** True tells the usage on a stream although the client did not ask, where it must ask for it. */
  readonly wantsUsage: boolean;
}

/** What is known when an answer is whole. */
export interface AnswerEnd extends AnswerExtras {
  /** As the provider said or as estimated. */
  readonly usage: TokenUsage;
}

/** Writes one stream of a surface from chunks of chat completions. Not reusable. */
export interface SurfaceStream {
  /** A parsed `chat.completion.chunk`, or bytes of their events cut anywhere. Returns events to send now; '' = nothing yet. */
  push(chunk: Uint8Array | Fields): string;
  /** The rest of the stream, usage included. Call it once, after the last chunk. */
  end(end: AnswerEnd): string;
  /** The end of a broken stream, in the form that official clients take for an error. Instead of `end`. */
  fail(error: GatewayError): string;
}

/** A whole answer built from a stream. */
export interface CollectedAnswer {
  /** JSON of the surface's whole answer. */
  readonly body: Uint8Array;
  /** It ended well, holds something, nothing was refused or cut, and no event was unreadable. */
  readonly isComplete: boolean;
}

/** Translates between one surface and the canonical form, OpenAI's chat completions. Without state. */
export interface SurfaceCodec {
  readonly id: SurfaceId;
  /** What may be sent between two events of a stream to keep the connection open. */
  readonly keepAlive: string;
  /** Throws GatewayError `invalid_request`, naming the field in the surface's own words. Never changes the body. */
  toChat(body: unknown): SurfaceRequest;
  /** JSON of the whole answer. Throws SyntaxError when the bytes are not JSON. */
  encodeAnswer(answer: Uint8Array | Fields, facts: AnswerFacts, end: AnswerEnd): string;
  openStream(facts: AnswerFacts): SurfaceStream;
  /** Usage in the surface's shape. */
  usage(usage: TokenUsage): Fields;
  /** HTTP status of an error before the answer has begun. */
  errorStatus(error: GatewayError): number;
  /** Body of an error before the answer has begun. */
  errorBody(error: GatewayError, requestId: string): Fields;
  /** An error in the middle of a stream that came from a provider of this surface, in the form official clients throw on. */
  errorEvent(error: GatewayError, requestId: string): string;
  /**
   * Builds the whole answer from the bytes of a stream of this surface, ours or a provider's own, cut anywhere.
   * Null when they hold no answer.
   */
  collect(sent: readonly Uint8Array[]): CollectedAnswer | null;
  /** A whole answer of this surface as a complete stream, its end included. Throws SyntaxError when it is not JSON. */
  replay(answer: Uint8Array, extras: AnswerExtras): string;
}
