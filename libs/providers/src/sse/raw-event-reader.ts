import { asBuffer } from '../json/json.ts';
import { CR, dataOf, endOfLine, isDataField, LF, skipByteOrderMark } from './sse-lines.ts';
import { MAX_EVENT_BYTES } from './sse-reader.ts';

/** One server-sent event with data, and every byte that belongs to it. */
export interface RawEvent {
  /** The data lines joined; never empty. */
  readonly data: string;
  /** The event as it came: its name, its blank line, comments before it. All of them joined are the stream itself. */
  readonly raw: Buffer;
}

const EMPTY = Buffer.alloc(0);

/**
 * Cuts a stream into events that can be passed on unchanged, in whatever form of the standard it is written. Events that
 * come whole in one network buffer are not copied. Memory is bounded by `MAX_EVENT_BYTES`.
 */
export class RawEventReader {
  /** True once an event exceeded the bound: nothing is read any more. */
  isOverflowing = false;
  /** Bytes of the event under way; doubled as it grows, so that single bytes cost no more than their copy. */
  private held = EMPTY;
  private heldLength = 0;
  /** Where, in the event under way, its current line began and how far no line end was found. */
  private lineStart = 0;
  private searched = 0;
  private lines: string[] = [];
  private isFirstLine = true;
  private skipsLf = false;

  /** The events that these bytes complete. */
  push(chunk: Uint8Array): RawEvent[] {
    if (this.isOverflowing || chunk.byteLength === 0) return [];
    const isFresh = this.heldLength === 0;
    const bytes = isFresh ? asBuffer(chunk) : this.append(asBuffer(chunk));
    const events: RawEvent[] = [];
    const start = this.readLines(bytes, events);
    this.lineStart -= start;
    this.searched -= start;
    if (isFresh || start > 0) this.holdAnew(bytes.subarray(start));
    if (this.heldLength > MAX_EVENT_BYTES) this.overflow();
    return events;
  }

  /** The event that the end of the stream completes: a last line or blank line may be missing. */
  end(): RawEvent[] {
    if (this.isOverflowing) return [];
    const raw = this.held.subarray(0, this.heldLength);
    if (this.lineStart < raw.length) this.takeLine(raw, this.lineStart, raw.length);
    const data = this.takeData();
    return data === '' ? [] : [{ data, raw }];
  }

  /** Reads whole lines; returns where the event that is not complete yet begins. */
  private readLines(bytes: Buffer, events: RawEvent[]): number {
    let start = 0;
    const hasCr = bytes.indexOf(CR, this.searched) >= 0;
    if (this.skipsLf && bytes[this.lineStart] === LF) this.lineStart += 1;
    this.skipsLf = false;
    let from = Math.max(this.searched, this.lineStart);
    while (from < bytes.length) {
      const end = hasCr ? endOfLine(bytes, from) : bytes.indexOf(LF, from);
      if (end < 0) break;
      let next = end + 1;
      if (bytes[end] === CR) {
        if (next === bytes.length) this.skipsLf = true;
        else if (bytes[next] === LF) next += 1;
      }
      if (end > this.lineStart) this.takeLine(bytes, this.lineStart, end);
      else {
        // Blank lines and comments alone are no event: they go with the next one.
        const data = this.takeData();
        if (data !== '') {
          events.push({ data, raw: bytes.subarray(start, next) });
          start = next;
        }
      }
      this.lineStart = next;
      from = next;
    }
    this.searched = bytes.length;
    return start;
  }

  private takeLine(bytes: Buffer, from: number, end: number): void {
    const start = this.isFirstLine ? skipByteOrderMark(bytes, from) : from;
    this.isFirstLine = false;
    if (isDataField(bytes, start, end)) this.lines.push(dataOf(bytes, start, end));
  }

  private takeData(): string {
    const { lines } = this;
    if (lines.length === 0) return '';
    this.lines = [];
    const [first] = lines;
    return lines.length === 1 && first !== undefined ? first : lines.join('\n');
  }

  private append(bytes: Buffer): Buffer {
    const length = this.heldLength + bytes.length;
    if (length > this.held.length) {
      const grown = Buffer.allocUnsafe(Math.max(length, this.held.length * 2, 512));
      this.held.copy(grown, 0, 0, this.heldLength);
      this.held = grown;
    }
    bytes.copy(this.held, this.heldLength);
    this.heldLength = length;
    return this.held.subarray(0, length);
  }

  /** Never into the old buffer: events that were passed on lie in it. */
  private holdAnew(bytes: Buffer): void {
    this.held = bytes.length === 0 ? EMPTY : Buffer.from(bytes);
    this.heldLength = bytes.length;
  }

  private overflow(): void {
    this.isOverflowing = true;
    this.held = EMPTY;
    this.heldLength = 0;
    this.lines = [];
  }
}
