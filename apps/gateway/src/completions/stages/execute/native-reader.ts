import type { NativeWire, ProviderAdapter, ProviderAnswer, StreamDecoder } from '@llm-cost-optimizer/contracts';
import { asBuffer } from '../../bytes.ts';
import { afterUsageBrace } from '../respond/usage-place.ts';
import type { AnswerReader, FinishedAnswer } from './answer-reader.ts';
import { WrappedDecoder } from './wrapped-decoder.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Reads the answers of a provider that speaks the client's own API: the bytes pass as they are. */
export class NativeReader implements AnswerReader {
  private readonly adapter: ProviderAdapter;
  private readonly wire: NativeWire;
  private readonly wantsUsageChunk: boolean;
  private readonly findTail: TailFinder;
  private decoder: TailKeeper | null = null;

  constructor(
    adapter: ProviderAdapter,
    wire: NativeWire,
    options: { readonly wantsUsageChunk: boolean; readonly isJsonLines: boolean },
  ) {
    this.adapter = adapter;
    this.wire = wire;
    this.wantsUsageChunk = options.wantsUsageChunk;
    this.findTail = options.isJsonLines ? lastLineStart : lastUsageStart;
  }

  readonly decode = (body: Uint8Array): ProviderAnswer => this.wire.decode(body);

  readonly openStream = (): StreamDecoder => {
    const { openStream } = this.wire;
    if (openStream === null) throw new Error('This API has no streams.');
    this.decoder = new TailKeeper(openStream({ wantsUsageChunk: this.wantsUsageChunk }), this.findTail);
    return this.decoder;
  };

  readonly classify: ProviderAdapter['classify'] = (...answer) => this.adapter.classify(...answer);

  readonly finish = (body: Uint8Array | null): FinishedAnswer => ({ body, tail: this.decoder?.tail ?? null });
}

/** Where, in the bytes that finish an answer, the end begins that each client gets with its own facts in it; -1 = further on. */
type TailFinder = (bytes: Buffer) => number;

/** Passes a stream on up to its end, the event with the final usage or the last line. */
class TailKeeper extends WrappedDecoder {
  private readonly kept: Uint8Array[] = [];
  private readonly findTail: TailFinder;

  constructor(inner: StreamDecoder, findTail: TailFinder) {
    super(inner);
    this.findTail = findTail;
  }

  get tail(): Uint8Array {
    return Buffer.concat(this.kept);
  }

  protected override forward(forwarded: Uint8Array): Uint8Array | null {
    if (this.kept.length > 0) {
      this.kept.push(forwarded);
      return null;
    }
    const bytes = asBuffer(forwarded);
    const start = this.isFinished ? this.findTail(bytes) : -1;
    if (start < 0) return forwarded;
    this.kept.push(bytes.subarray(start));
    return start === 0 ? null : bytes.subarray(0, start);
  }
}

function lastUsageStart(bytes: Buffer): number {
  const usageAt = afterUsageBrace(bytes);
  return usageAt < 0 ? -1 : eventStart(bytes, usageAt);
}

/** The last line feed ends the last line. */
function lastLineStart(bytes: Buffer): number {
  return bytes.lastIndexOf(LINE_FEED, Math.max(0, bytes.length - 2)) + 1;
}

/** Where the event begins that holds this place: behind the last empty line. */
function eventStart(bytes: Buffer, place: number): number {
  for (let at = bytes.lastIndexOf(LINE_FEED, place); at > 0; at = bytes.lastIndexOf(LINE_FEED, at - 1)) {
    const before = bytes[at - 1] === CARRIAGE_RETURN ? at - 2 : at - 1;
    if (bytes[before] === LINE_FEED) return at + 1;
  }
  return 0;
}
