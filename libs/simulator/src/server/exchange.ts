import type { ServerResponse } from 'node:http';
import type { BookRow, CallKind } from '../books/book-row.ts';
import type { Books } from '../books/books.ts';
import { NO_USAGE, type SimUsage } from '../generator/answer-types.ts';
import type { ProviderId } from '../models/model-profile.ts';

interface ExchangeStart {
  readonly response: ServerResponse;
  readonly books: Books;
  readonly provider: ProviderId;
  readonly kind: CallKind;
  readonly path: string;
  readonly requestId: string;
}

/** One request and its answer on the wire: writes, waits, and sees to it that exactly one row reaches the books. */
export class Exchange {
  readonly requestId: string;
  model: string | null = null;
  isStreaming = false;
  promptSha256: string | null = null;
  fault: string | null = null;
  /** What the request is billed when it ends now. */
  billed: SimUsage = NO_USAGE;
  /** What it is billed when the client leaves right now, where that depends on the time; null = `billed`. */
  billNow: (() => SimUsage) | null = null;
  usageSent = false;
  /** True from the moment at which the connection is gone. */
  isClosed = false;
  readonly #start: ExchangeStart;
  readonly #receivedAtMs = Date.now();
  readonly #startedAt = performance.now();
  #status = 0;
  #bytesSent = 0;
  #isBooked = false;
  #wake: (() => void) | null = null;

  constructor(start: ExchangeStart) {
    this.#start = start;
    this.requestId = start.requestId;
    start.books.open();
    start.response.once('close', () => {
      this.isClosed = true;
      this.#book(true);
      this.#wake?.();
    });
  }

  /** Status and headers (flat list); they leave together with the first bytes of the body. */
  writeHead(status: number, headers: string[]): void {
    if (this.isClosed) return;
    this.#status = status;
    this.#start.response.writeHead(status, headers);
  }

  /** Sends the headers now, without waiting for the body. */
  flushHeaders(): void {
    if (!this.isClosed) this.#start.response.flushHeaders();
  }

  /** Writes bytes of the body; waits while the client reads more slowly than we write. */
  async write(data: string | Uint8Array): Promise<void> {
    if (!this.writeNow(data)) await this.drained();
  }

  /** Waits until the client has read enough for more to be written, or is gone. */
  async drained(): Promise<void> {
    await this.#untilWoken((wake) => this.#start.response.once('drain', wake));
  }

  /** Like `write` without waiting; false when the buffer is full or the client is gone. */
  writeNow(data: string | Uint8Array): boolean {
    if (this.isClosed) return true;
    this.#bytesSent += typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength;
    return this.#start.response.write(data);
  }

  /**
   * Books the request and ends the answer with these last bytes. The row is written first: who has read the whole answer
   * finds it in the books.
   */
  end(data: string | Uint8Array | null): void {
    if (this.isClosed) return;
    if (data !== null) this.#bytesSent += typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength;
    this.#book(false);
    if (data === null) this.#start.response.end();
    else this.#start.response.end(data);
  }

  /** Books the request and destroys the connection. */
  destroy(): void {
    this.#book(false);
    this.#start.response.socket?.destroy();
  }

  /** Waits; ends early when the client leaves. */
  async wait(ms: number): Promise<void> {
    if (ms <= 0) return;
    let timer: NodeJS.Timeout | null = null;
    await this.#untilWoken((wake) => {
      timer = setTimeout(wake, ms);
    });
    if (timer !== null) clearTimeout(timer);
  }

  async #untilWoken(arrange: (wake: () => void) => void): Promise<void> {
    if (this.isClosed) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      arrange(resolve);
    });
    this.#wake = null;
  }

  #book(clientAborted: boolean): void {
    if (this.#isBooked) return;
    this.#isBooked = true;
    const { provider, kind, path, books } = this.#start;
    const billed = this.billNow?.() ?? this.billed;
    const row: Omit<BookRow, 'seq'> = {
      receivedAtMs: this.#receivedAtMs,
      durationMs: performance.now() - this.#startedAt,
      provider,
      kind,
      path,
      model: this.model,
      isStreaming: this.isStreaming,
      status: this.#status,
      clientAborted,
      usageSent: this.usageSent,
      bytesSent: this.#bytesSent,
      requestId: this.requestId,
      promptSha256: this.promptSha256,
      fault: this.fault,
      promptTokens: billed.promptTokens,
      cachedTokens: billed.cachedTokens,
      cacheWriteTokens: billed.cacheWriteTokens,
      cacheWrite1hTokens: billed.cacheWrite1hTokens,
      completionTokens: billed.completionTokens,
      reasoningTokens: billed.reasoningTokens,
    };
    books.close(row);
  }
}
