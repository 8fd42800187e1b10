import { asBuffer } from '../json/json.ts';
import type { RawEvent } from '../sse/raw-event-reader.ts';
import { LF, skipByteOrderMark } from '../sse/sse-lines.ts';
import { MAX_EVENT_BYTES } from '../sse/sse-reader.ts';

const EMPTY = Buffer.alloc(0);
const SMALLEST = 512;

/**
 * Cuts a stream of JSON lines into lines that can be passed on unchanged. Lines that come whole in one network buffer are
 * not copied; blank ones go with the next. Memory is bounded by `MAX_EVENT_BYTES`.
 */
export class RawLineReader {
  /** True once a line exceeded the bound: nothing is read any more. */
  isOverflowing = false;
  /** Bytes of the line under way; doubled as it grows, so that single bytes cost no more than their copy. */
  private held = EMPTY;
  private heldLength = 0;
  private isFirst = true;

  /** The lines that these bytes complete. */
  push(chunk: Uint8Array): RawEvent[] {
    if (this.isOverflowing || chunk.byteLength === 0) return [];
    const searched = this.heldLength;
    const bytes = searched === 0 ? asBuffer(chunk) : this.append(asBuffer(chunk));
    const lines: RawEvent[] = [];
    let start = 0;
    for (let end = bytes.indexOf(LF, searched); end >= 0; end = bytes.indexOf(LF, end + 1)) {
      const raw = bytes.subarray(start, end + 1);
      const data = this.dataOf(raw);
      if (data === '') continue;
      lines.push({ data, raw });
      start = end + 1;
    }
    if (searched === 0 || start > 0) this.holdAnew(bytes.subarray(start));
    if (this.heldLength > MAX_EVENT_BYTES) this.overflow();
    return lines;
  }

  /** A last line without its end. */
  end(): RawEvent[] {
    if (this.isOverflowing) return [];
    const raw = this.held.subarray(0, this.heldLength);
    const data = this.dataOf(raw);
    return data === '' ? [] : [{ data, raw }];
  }

  private dataOf(raw: Buffer): string {
    const data = raw.toString('utf8', this.isFirst ? skipByteOrderMark(raw, 0) : 0).trim();
    if (data !== '') this.isFirst = false;
    return data;
  }

  private append(bytes: Buffer): Buffer {
    const length = this.heldLength + bytes.length;
    if (length > this.held.length) {
      const grown = Buffer.allocUnsafe(Math.max(length, this.held.length * 2, SMALLEST));
      this.held.copy(grown, 0, 0, this.heldLength);
      this.held = grown;
    }
    bytes.copy(this.held, this.heldLength);
    this.heldLength = length;
    return this.held.subarray(0, length);
  }

  /** Never into the old buffer: lines that were passed on lie in it. */
  private holdAnew(bytes: Buffer): void {
    this.held = bytes.length === 0 ? EMPTY : Buffer.from(bytes);
    this.heldLength = bytes.length;
  }

  private overflow(): void {
    this.isOverflowing = true;
    this.held = EMPTY;
    this.heldLength = 0;
  }
}
