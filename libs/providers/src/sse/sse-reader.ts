import { asBuffer } from '../json/json.ts';
import { CR, dataOf, endOfLine, isDataField, LF, skipByteOrderMark } from './sse-lines.ts';

/** One server-sent event with data. */
export interface SseEvent {
  /** The data lines joined; never empty. */
  readonly data: string;
  /** The event as it came, when it is one `data:` line and a blank one, with LF: then it can be passed on as it is. */
  readonly raw: Buffer | null;
}

/** Longest line, and longest data of one event, in bytes. Audio and images in events stay far below. */
export const MAX_EVENT_BYTES = 8 * 1024 * 1024;

const EMPTY = Buffer.alloc(0);

/**
 * Cuts the bytes of a stream into events, wherever the network cut them: LF, CR and CRLF, a byte order mark, comments,
 * several data lines, fields we do not use, no blank line at the end (WHATWG HTML, section 9.2). Bytes are decoded
 * by whole lines only, so that no character is ever split. Memory is bounded by `MAX_EVENT_BYTES`.
 */
export class SseReader {
  /** True once a line or an event exceeded the bound: nothing is read any more. */
  isOverflowing = false;
  private held = EMPTY;
  private heldLength = 0;
  private lines: string[] = [];
  private linesLength = 0;
  private isFirstLine = true;
  private skipsLf = false;
  /** Where the event under way began in the bytes at hand; -1 = not there, or not in a form to pass on. */
  private rawStart = -1;

  /** The events that these bytes complete. */
  push(chunk: Uint8Array): SseEvent[] {
    if (this.isOverflowing || chunk.byteLength === 0) return [];
    const bytes = asBuffer(chunk);
    if (bytes.indexOf(LF) < 0 && bytes.indexOf(CR) < 0) {
      this.hold(bytes);
      return [];
    }
    return this.readLines(this.heldLength === 0 ? bytes : this.takeHeld(bytes));
  }

  /** The event that the end of the stream completes: a last line or blank line may be missing. */
  end(): SseEvent[] {
    if (this.isOverflowing) return [];
    const events: SseEvent[] = [];
    if (this.heldLength > 0) {
      const last = this.takeHeld(EMPTY);
      this.rawStart = -1;
      this.takeLine(last, 0, last.length);
    }
    this.finishEvent(events, EMPTY, -1);
    return events;
  }

  private readLines(bytes: Buffer): SseEvent[] {
    const events: SseEvent[] = [];
    const hasCr = bytes.indexOf(CR) >= 0;
    let start = 0;
    this.rawStart = -1;
    if (this.skipsLf && bytes[0] === LF) start = 1;
    this.skipsLf = false;
    while (start < bytes.length) {
      const end = hasCr ? endOfLine(bytes, start) : bytes.indexOf(LF, start);
      if (end < 0) break;
      const isCr = bytes[end] === CR;
      let next = end + 1;
      if (isCr && next === bytes.length) this.skipsLf = true;
      else if (isCr && bytes[next] === LF) next += 1;
      if (end > start) {
        this.rawStart = this.lines.length === 0 && !isCr ? start : -1;
        this.takeLine(bytes, start, end);
      } else this.finishEvent(events, bytes, isCr ? -1 : next);
      if (this.isOverflowing) return events;
      start = next;
    }
    if (start < bytes.length) this.hold(bytes.subarray(start));
    return events;
  }

  private takeLine(bytes: Buffer, from: number, end: number): void {
    let start = from;
    if (this.isFirstLine) {
      this.isFirstLine = false;
      start = skipByteOrderMark(bytes, from);
      if (start > from) this.rawStart = -1;
    }
    if (!isDataField(bytes, start, end)) {
      // Comments, names, ids: not passed on, so the event is written anew.
      this.rawStart = -1;
      return;
    }
    const line = dataOf(bytes, start, end);
    this.linesLength += line.length;
    if (this.linesLength > MAX_EVENT_BYTES) this.overflow();
    else this.lines.push(line);
  }

  private finishEvent(events: SseEvent[], bytes: Buffer, next: number): void {
    const { lines, rawStart } = this;
    this.rawStart = -1;
    if (lines.length === 0) return;
    const [first] = lines;
    const data = lines.length === 1 && first !== undefined ? first : lines.join('\n');
    this.lines = [];
    this.linesLength = 0;
    if (data === '') return;
    const isAsItCame = rawStart >= 0 && next >= 0;
    events.push({ data, raw: isAsItCame ? bytes.subarray(rawStart, next) : null });
  }

  /** Keeps bytes without a line end. The buffer grows by doubling, so that single bytes cost no more than their copy. */
  private hold(bytes: Buffer): void {
    const length = this.heldLength + bytes.length;
    if (length > MAX_EVENT_BYTES) {
      this.overflow();
      return;
    }
    if (length > this.held.length) {
      const grown = Buffer.allocUnsafe(Math.max(length, this.held.length * 2, 512));
      this.held.copy(grown, 0, 0, this.heldLength);
      this.held = grown;
    }
    bytes.copy(this.held, this.heldLength);
    this.heldLength = length;
  }

  private takeHeld(more: Buffer): Buffer {
    const all = Buffer.concat([this.held.subarray(0, this.heldLength), more]);
    this.heldLength = 0;
    return all;
  }

  private overflow(): void {
    this.isOverflowing = true;
    this.held = EMPTY;
    this.heldLength = 0;
    this.lines = [];
  }
}
