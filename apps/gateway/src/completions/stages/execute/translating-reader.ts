import type { ProviderAnswer, StreamDecoder, TokenUsage } from '@llm-cost-optimizer/contracts';
import type { AnswerEnd, AnswerFacts, SurfaceCodec, SurfaceStream } from '@llm-cost-optimizer/surfaces';
import type { AnswerReader, ChatReader, FinishedAnswer } from './answer-reader.ts';
import { WrappedDecoder } from './wrapped-decoder.ts';

/** Reads the chat completions of a provider and writes them in the client's API, streams piece by piece. */
export class TranslatingReader implements AnswerReader {
  private readonly adapter: ChatReader;
  private readonly codec: SurfaceCodec;
  private readonly facts: AnswerFacts;
  private readonly wantsUsage: boolean;
  private stream: SurfaceStream | null = null;

  constructor(adapter: ChatReader, codec: SurfaceCodec, facts: AnswerFacts, wantsUsage: boolean) {
    this.adapter = adapter;
    this.codec = codec;
    this.facts = facts;
    this.wantsUsage = wantsUsage;
  }

  readonly decode = (body: Uint8Array): ProviderAnswer => this.adapter.decode(body);

  readonly openStream = (): StreamDecoder => {
    this.stream = this.codec.openStream(this.facts);
    return new TranslatingDecoder(this.adapter.openStream(), this.stream);
  };

  readonly classify: ChatReader['classify'] = (...answer) => this.adapter.classify(...answer);

  readonly finish = (body: Uint8Array | null, usage: TokenUsage): FinishedAnswer => {
    // Cost and facts differ for each client of a shared answer: they are put in when it is delivered.
    const end: AnswerEnd = { usage, costUsd: null, lco: null, wantsUsage: this.wantsUsage };
    if (body !== null) return { body: Buffer.from(this.codec.encodeAnswer(body, this.facts, end)), tail: null };
    return { body: null, tail: Buffer.from(this.stream?.end(end) ?? '') };
  };
}

class TranslatingDecoder extends WrappedDecoder {
  private readonly stream: SurfaceStream;

  constructor(inner: StreamDecoder, stream: SurfaceStream) {
    super(inner);
    this.stream = stream;
  }

  protected override forward(bytes: Uint8Array): Uint8Array | null {
    const events = this.stream.push(bytes);
    return events === '' ? null : Buffer.from(events);
  }
}
