import { asBuffer, type ByteText } from './bytes.ts';

/** An answer as it left, to be sent again. */
export interface SentAnswer {
  readonly status: number;
  /** Flat list name, value; without the length. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** Collects what one exchange sends, up to a bound; beyond it nothing is kept. */
export class AnswerCopy {
  private status = 0;
  private headers: readonly string[] = [];
  private pieces: Uint8Array[] = [];
  private bytes = 0;
  private isWhole = false;
  private readonly maxBytes: number;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  addWhole(status: number, headers: readonly string[], body: ByteText): void {
    this.open(status, headers, Buffer.alloc(0));
    this.end(body);
  }

  open(status: number, headers: readonly string[], firstBytes: Uint8Array): void {
    this.status = status;
    this.headers = headers.slice();
    this.add(firstBytes);
  }

  add(bytes: Uint8Array): void {
    this.bytes += bytes.byteLength;
    if (this.bytes > this.maxBytes) this.pieces = [];
    else this.pieces.push(bytes);
  }

  end(text: ByteText): void {
    this.add(Buffer.from(text, 'latin1'));
    this.isWhole = true;
  }

  /** The whole answer; null when it did not come to its end or was too long to be kept. */
  take(): SentAnswer | null {
    if (!this.isWhole || this.bytes > this.maxBytes) return null;
    const { status, headers } = this;
    // Always a copy: the pieces may be parts of larger network buffers, which must not be kept for a day.
    return { status, headers, body: Buffer.concat(this.pieces.map(asBuffer), this.bytes) };
  }
}
