import type { ProviderAdapter, TokenUsage } from '@llm-cost-optimizer/contracts';

/** Reads chat completions of a provider. */
export type ChatReader = Pick<ProviderAdapter, 'decode' | 'openStream' | 'classify'>;

/**
 * Reads what one call brings back. In chat this is the adapter itself; other surfaces put a reader of their own around it
 * or around the provider's native API.
 */
export interface AnswerReader extends ChatReader {
  /** Brings what was read to the client's form; absent = it is in that form already. `body` is null for streams. */
  readonly finish?: (body: Uint8Array | null, usage: TokenUsage) => FinishedAnswer;
}

export interface FinishedAnswer {
  /** Null for streams. */
  readonly body: Uint8Array | null;
  /** The end of a stream, which was kept back because each client's own facts go into it; null for plain answers. */
  readonly tail: Uint8Array | null;
}
