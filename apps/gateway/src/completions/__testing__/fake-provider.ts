import {
  NO_USAGE,
  type ProviderAdapter,
  type ProviderAnswer,
  type ProviderFailure,
  type StreamDecoder,
  type StreamStep,
  type TokenUsage,
} from '@llm-cost-optimizer/contracts';
import type { Transport, TransportCall, TransportSink } from '@llm-cost-optimizer/providers';

export const USAGE: TokenUsage = { ...NO_USAGE, promptTokens: 1_000, completionTokens: 500, reasoningTokens: 0 };

/** A whole answer as the fake provider sends it. */
export const ANSWER = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_700_000_000,
  model: 'served-model',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello, wörld' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1_000, completion_tokens: 500, total_tokens: 1_500 },
});

/** One chunk of a stream as the fake provider sends it. */
export function chunk(delta: Record<string, unknown>, finishReason: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finishReason }];
  const head = { id: 'chatcmpl-2', object: 'chat.completion.chunk', created: 1_700_000_001, model: 'served-model' };
  return `data: ${JSON.stringify({ ...head, choices })}\n\n`;
}

/** A failure as an adapter or the transport reports it. */
export function failure(kind: ProviderFailure['kind'], over: Partial<ProviderFailure> = {}): ProviderFailure {
  return {
    kind,
    outcome: 'server_error',
    httpStatus: 500,
    message: 'provider words with sk-secret',
    param: null,
    code: null,
    retryAfterMs: null,
    ...over,
  };
}

/** Speaks OpenAI's shapes in their plainest form; error answers carry their failure as JSON. */
export function fakeAdapter(id: string): ProviderAdapter {
  return {
    id,
    encode: ({ request }) => ({ path: '/chat', headers: [], body: request.raw, droppedParameters: [] }),
    decode: (body): ProviderAnswer => ({
      body,
      usage: USAGE,
      model: null,
      finishReason: 'stop',
      serviceTier: null,
      outputChars: 12,
      isComplete: true,
    }),
    openStream: () => new FakeDecoder(),
    classify: (status, _headers, body) => ({
      ...failure('unavailable', { httpStatus: status }),
      ...(JSON.parse(Buffer.from(body).toString()) as Partial<ProviderFailure>),
    }),
  };
}

class FakeDecoder implements StreamDecoder {
  hasContent = false;
  isFinished = false;
  isTerminated = false;
  usage: TokenUsage | null = null;
  model: string | null = null;
  finishReason: string | null = null;
  readonly serviceTier = null;
  outputChars = 0;
  readonly chunkId = 'chatcmpl-2';
  readonly created = 1_700_000_001;

  push(bytes: Uint8Array): StreamStep {
    const text = Buffer.from(bytes).toString();
    if (text.includes('broken json')) return { forward: null, error: failure('broken_stream', { outcome: 'broken' }) };
    this.hasContent ||= text.includes('"content":"');
    this.outputChars += [...text.matchAll(/"content":"([^"]*)"/g)].reduce(
      (sum, match) => sum + (match[1] ?? '').length,
      0,
    );
    if (text.includes('"finish_reason":"stop"')) {
      this.isFinished = true;
      this.finishReason = 'stop';
      this.usage = USAGE;
    }
    return { forward: bytes, error: null };
  }

  end(): StreamStep {
    const error = this.isFinished ? null : failure('broken_stream', { outcome: 'broken', httpStatus: 200 });
    return { forward: null, error };
  }
}

/** A call that reached the fake provider; the test answers it. */
export class FakeCall {
  isAborted = false;
  isPaused = false;

  constructor(
    readonly call: TransportCall,
    private readonly sink: TransportSink,
  ) {}

  answer(body: string = ANSWER, headers: Record<string, string> = {}): void {
    this.sink.onHead(200, headers);
    this.sink.onData(Buffer.from(body));
    this.sink.onEnd();
  }

  open(): void {
    this.sink.onHead(200, {});
  }

  send(text: string): void {
    if (!this.isAborted) this.sink.onData(Buffer.from(text));
  }

  end(): void {
    if (!this.isAborted) this.sink.onEnd();
  }

  /** An error status whose classification is `over`. */
  refuse(status: number, over: Partial<ProviderFailure> = {}): void {
    this.sink.onHead(status, {});
    this.sink.onData(Buffer.from(JSON.stringify(over)));
    this.sink.onEnd();
  }

  /** An error answer in the provider's own words, for real adapters. */
  refuseInWords(status: number, body: string): void {
    this.sink.onHead(status, {});
    this.sink.onData(Buffer.from(body));
    this.sink.onEnd();
  }

  fail(over: Partial<ProviderFailure> = {}): void {
    this.sink.onError(failure('network', { outcome: 'connect_failed', httpStatus: null, ...over }));
  }
}

/** Calls wait here until the test answers them. */
export class FakeTransport implements Transport {
  readonly calls: FakeCall[] = [];
  private waiting: (() => void)[] = [];

  dispatch(call: TransportCall, sink: TransportSink) {
    const fake = new FakeCall(call, sink);
    this.calls.push(fake);
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
    return {
      abort: () => {
        fake.isAborted = true;
      },
      pause: () => {
        fake.isPaused = true;
      },
      resume: () => {
        fake.isPaused = false;
      },
    };
  }

  async close(): Promise<void> {}

  /** The n-th call, counted from 1, as soon as it is there. */
  async call(n: number): Promise<FakeCall> {
    for (;;) {
      const call = this.calls[n - 1];
      if (call !== undefined) return call;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }
}
