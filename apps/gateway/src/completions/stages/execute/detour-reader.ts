import type {
  NativeWire,
  ProviderAdapter,
  ProviderAnswer,
  StreamDecoder,
  TokenUsage,
} from '@llm-cost-optimizer/contracts';
import type { AnswerReader, FinishedAnswer } from './answer-reader.ts';

/** Reads answers that came by another API of the provider, and writes them in the client's. These APIs have no streams. */
export class DetourReader implements AnswerReader {
  private readonly adapter: ProviderAdapter;
  private readonly wire: NativeWire;
  private readonly write: (answer: Uint8Array, usage: TokenUsage) => string;

  constructor(adapter: ProviderAdapter, wire: NativeWire, write: (answer: Uint8Array, usage: TokenUsage) => string) {
    this.adapter = adapter;
    this.wire = wire;
    this.write = write;
  }

  readonly decode = (body: Uint8Array): ProviderAnswer => this.wire.decode(body);

  readonly openStream = (): StreamDecoder => {
    throw new Error('This API has no streams.');
  };

  readonly classify: ProviderAdapter['classify'] = (...answer) => this.adapter.classify(...answer);

  readonly finish = (body: Uint8Array | null, usage: TokenUsage): FinishedAnswer => {
    return { body: body === null ? null : Buffer.from(this.write(body, usage)), tail: null };
  };
}
