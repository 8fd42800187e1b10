import type { StreamDecoder, StreamStep, TokenUsage } from '@llm-cost-optimizer/contracts';

/** A decoder around another one: it tells the same of the stream, but forwards other bytes. */
export abstract class WrappedDecoder implements StreamDecoder {
  protected readonly inner: StreamDecoder;

  constructor(inner: StreamDecoder) {
    this.inner = inner;
  }

  get hasContent(): boolean {
    return this.inner.hasContent;
  }

  get isFinished(): boolean {
    return this.inner.isFinished;
  }

  get isTerminated(): boolean {
    return this.inner.isTerminated;
  }

  get usage(): TokenUsage | null {
    return this.inner.usage;
  }

  get model(): string | null {
    return this.inner.model;
  }

  get finishReason(): string | null {
    return this.inner.finishReason;
  }

  get serviceTier(): string | null {
    return this.inner.serviceTier;
  }

  get outputChars(): number {
    return this.inner.outputChars;
  }

  get sentUsage(): unknown {
    return this.inner.sentUsage;
  }

  get outputTokens(): number | null {
    return this.inner.outputTokens ?? null;
  }

  get chunkId(): string | null {
    return this.inner.chunkId;
  }

  get created(): number | null {
    return this.inner.created;
  }

  push(chunk: Uint8Array): StreamStep {
    return this.rewrite(this.inner.push(chunk));
  }

  end(): StreamStep {
    return this.rewrite(this.inner.end());
  }

  /** What is sent to the client instead; null = nothing yet. */
  protected abstract forward(bytes: Uint8Array): Uint8Array | null;

  private rewrite(step: StreamStep): StreamStep {
    return step.forward === null ? step : { forward: this.forward(step.forward), error: step.error };
  }
}
