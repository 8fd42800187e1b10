import type { ProviderAnswer, ProviderFailure, StreamDecoder } from '@llm-cost-optimizer/contracts';
import { isProviderError } from '@llm-cost-optimizer/providers';
import type { AttemptPlan } from './attempt.ts';

type Headers = Readonly<Record<string, string>>;

/** Error answers are read up to here; a provider's error page of many megabytes helps nobody. */
const MAX_ERROR_BYTES = 1024 * 1024;

/** Reads the whole body, then decodes it. Also reads the error answers of streamed calls. */
export class PlainReading {
  status: number | null = null;
  headers: Headers = {};
  answer: ProviderAnswer | null = null;
  readonly decoder: StreamDecoder | null = null;
  readonly hasForwarded: boolean = false;
  firstContentAt: number | null = null;
  private readonly chunks: Uint8Array[] = [];
  private bytes = 0;

  constructor(private readonly plan: AttemptPlan) {}

  onHead(status: number, headers: Headers): null {
    this.status = status;
    this.headers = headers;
    return null;
  }

  onData(chunk: Uint8Array): ProviderFailure | null {
    this.firstContentAt ??= this.plan.now();
    if (this.isError && this.bytes > MAX_ERROR_BYTES) return null;
    this.bytes += chunk.byteLength;
    this.chunks.push(chunk);
    return null;
  }

  onEnd(): ProviderFailure | null {
    const [first] = this.chunks;
    const body = this.chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.chunks, this.bytes);
    if (this.isError) {
      this.firstContentAt = null;
      return this.plan.reader.classify(this.status ?? 0, this.headers, body);
    }
    return this.decode(body);
  }

  onTransportError(failure: ProviderFailure): ProviderFailure {
    return failure;
  }

  private get isError(): boolean {
    return this.status === null || this.status < 200 || this.status > 299;
  }

  private decode(body: Uint8Array): ProviderFailure | null {
    try {
      this.answer = this.plan.reader.decode(body);
      return null;
    } catch (error) {
      if (isProviderError(error)) return error.failure;
      throw error;
    }
  }
}

/**
 * Reads a stream event by event. Holds everything back until real content has come (the first-chunk gate), so that
 * until then any failure can still be moved to another provider without the client noticing.
 */
export class StreamReading {
  status: number | null = null;
  headers: Headers = {};
  readonly answer: ProviderAnswer | null = null;
  decoder: StreamDecoder | null = null;
  hasForwarded = false;
  firstContentAt: number | null = null;
  private readonly held: Uint8Array[] = [];
  private errorBody: PlainReading | null = null;

  constructor(private readonly plan: AttemptPlan) {}

  onHead(status: number, headers: Headers): null {
    this.status = status;
    this.headers = headers;
    if (status >= 200 && status <= 299) {
      this.decoder = this.plan.reader.openStream();
      return null;
    }
    this.errorBody = new PlainReading(this.plan);
    return this.errorBody.onHead(status, headers);
  }

  onData(chunk: Uint8Array): ProviderFailure | null {
    if (this.errorBody !== null) return this.errorBody.onData(chunk);
    const { decoder } = this;
    if (decoder === null) return null;
    const step = decoder.push(chunk);
    if (step.forward !== null) this.forward(step.forward, decoder.hasContent);
    return step.error;
  }

  onEnd(): ProviderFailure | null {
    if (this.errorBody !== null) return this.errorBody.onEnd();
    const { decoder } = this;
    if (decoder === null) return null;
    const step = decoder.end();
    if (step.forward !== null) this.forward(step.forward, decoder.hasContent);
    if (step.error === null && !this.hasForwarded) this.release();
    return step.error;
  }

  /** A connection that closes after the provider's end marker lost nothing. */
  onTransportError(failure: ProviderFailure): ProviderFailure | null {
    if (this.decoder?.isTerminated === true) return this.onEnd();
    return failure;
  }

  private forward(bytes: Uint8Array, hasContent: boolean): void {
    if (this.hasForwarded) {
      this.plan.onContent(bytes);
      return;
    }
    this.held.push(bytes);
    if (hasContent) this.release();
  }

  private release(): void {
    if (this.held.length === 0) return;
    this.firstContentAt ??= this.plan.now();
    this.hasForwarded = true;
    const [first] = this.held;
    const bytes = this.held.length === 1 && first !== undefined ? first : Buffer.concat(this.held);
    this.held.length = 0;
    this.plan.onContent(bytes);
  }
}
