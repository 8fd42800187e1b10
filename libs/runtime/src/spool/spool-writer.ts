import { writeFileSync } from 'node:fs';
import type { LedgerEntry } from '@llm-cost-optimizer/contracts';
import { type Money } from '@llm-cost-optimizer/pricing';
import { asError } from '../errors.ts';
import { createId } from '../ids.ts';
import { Delivery } from './delivery.ts';
import { addCost, type Costs, costsOf, PendingCosts, sumOf } from './pending-costs.ts';
import { MAX_SEGMENT_BYTES, type RowText, RowTexts } from './row-text.ts';
import type { Segment } from './segment.ts';
import { SegmentWriter, segmentPath } from './segment-file.ts';
import type { Spool, SpoolOptions } from './spool.ts';

/** Rows serialized in one go: bounds how long the event loop is held. */
const CHUNK_ROWS = 200;
const RETRY_MS = 1_000;
const CLOSE_LIMIT_MS = 5_000;
const FIRST_GUESS_ROW_BYTES = 3_000;

/** A row on its way to the disk; `text` null = not written as JSON yet. */
interface Row {
  readonly entry: LedgerEntry;
  text: string | null;
}

/** Rows that are written to the file together. Entries are kept only where they are handed over as objects. */
interface Chunk {
  readonly rows: number;
  readonly costs: Costs;
  readonly entries: readonly LedgerEntry[];
  readonly data: Uint8Array;
}

interface OpenSegment {
  readonly batchId: string;
  readonly file: SegmentWriter;
  readonly chunks: Chunk[];
  rows: number;
  /** What the file holds, and what comes next. */
  readonly text: RowText;
}

/** The writing half of the spool: memory to open segment to sealed segment; from there on Delivery takes over. */
export class SpoolWriter implements Spool {
  private readonly options: SpoolOptions;
  private readonly delivery: Delivery;
  private readonly costs = new PendingCosts();
  private readonly releaseLock: () => Promise<void>;
  private readonly sweepTimer: NodeJS.Timeout;
  private readonly buffer: Row[] = [];
  private readonly texts = new RowTexts();
  /** Of the segment that is open or will be opened next. */
  private text: RowText | null = null;
  /** Serialized and not written yet, because the disk refused it. */
  private chunk: Chunk | null = null;
  private open: OpenSegment | null = null;
  /** Closed to new rows and on their way to be safe from a power cut, oldest first. */
  private readonly sealing: OpenSegment[] = [];
  private chain: Promise<void> = Promise.resolve();
  /** Sealing waits for the disk, so it goes beside the writing: rows of that time are written to the next segment. */
  private sealChain: Promise<void> = Promise.resolve();
  private appendTimer: NodeJS.Timeout | null = null;
  private sealTimer: NodeJS.Timeout | null = null;
  private writeError: Error | null = null;
  private sealError: Error | null = null;
  private sealedBytes = 0;
  private sealedRows = 0;
  private rowBytes = FIRST_GUESS_ROW_BYTES;
  private isClosed = false;

  constructor(options: SpoolOptions, releaseLock: () => Promise<void>) {
    this.options = options;
    this.releaseLock = releaseLock;
    this.delivery = new Delivery({ ...options, onCommitted: (segment) => this.forget(segment) });
    this.sweepTimer = setInterval(() => void this.sweep(), options.sweepMs ?? 2_000);
    this.sweepTimer.unref();
  }

  /** Takes over sealed segments of earlier runs: those in the database go, the others are delivered. */
  async adopt(segments: readonly Segment[]): Promise<void> {
    for (const segment of segments) this.count(segment);
    await this.delivery.adopt(segments);
  }

  record(entry: LedgerEntry, text: string | null = null): void {
    if (this.isClosed) {
      this.recordLate({ entry, text });
      return;
    }
    this.buffer.push({ entry, text });
    this.appendTimer ??= setTimeout(() => this.appendSoon(), this.options.appendMs ?? 10);
  }

  get isFull(): boolean {
    if (this.writeError !== null || this.sealError !== null) return true;
    return this.pendingBytes + this.buffer.length * this.rowBytes >= this.options.maxPendingBytes;
  }

  get pendingRows(): number {
    const written = this.written().reduce((sum, { rows }) => sum + rows, 0);
    return this.sealedRows + written + (this.chunk?.rows ?? 0) + this.buffer.length;
  }

  get pendingBytes(): number {
    return this.written().reduce((bytes, { file }) => bytes + file.bytes, this.sealedBytes);
  }

  pendingCostUsd(organizationId: string): string {
    return this.costs.usd(organizationId, this.unsealed());
  }

  useText<T>(batchId: string, use: (text: Uint8Array) => Promise<T>): Promise<T | null> {
    return this.delivery.useText(batchId, use);
  }

  acknowledge(batchIds: readonly string[]): void {
    this.delivery.acknowledge(batchIds);
  }

  async flush(): Promise<void> {
    await this.writeAndSeal();
    const error = this.writeError ?? this.sealError;
    if (error !== null) throw error;
  }

  sweep(): Promise<void> {
    return this.delivery.sweep();
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    clearInterval(this.sweepTimer);
    this.clearTimers();
    await this.writeAndSeal();
    await this.delivery.stop(CLOSE_LIMIT_MS);
    await this.releaseLock();
  }

  private appendSoon(): void {
    this.appendTimer = null;
    void this.enqueue(() => this.writeOut(false));
  }

  private async writeAndSeal(): Promise<void> {
    await this.enqueue(() => this.writeOut(true));
    await this.sealChain;
  }

  /** Writing runs one after the other. */
  private enqueue(work: () => Promise<void>): Promise<void> {
    this.chain = this.chain.then(work);
    return this.chain;
  }

  private async writeOut(isSealing: boolean): Promise<void> {
    try {
      for (let chunk = this.nextChunk(); chunk !== null; chunk = this.nextChunk()) {
        await this.write(chunk);
        this.chunk = null;
        const { open } = this;
        // Rows that were taken and not written did not fit any more.
        const isFull = chunk.rows === 0 || (open?.file.bytes ?? 0) >= MAX_SEGMENT_BYTES;
        if (open !== null && (isFull || open.rows >= this.options.maxRows)) this.startSeal(open);
      }
      if (isSealing && this.open !== null) this.startSeal(this.open);
      else if (this.sealError !== null) this.sealSegments();
      this.writeError = null;
    } catch (error) {
      this.writeError = this.diskFailed(error, this.writeError);
    }
  }

  /** The chunk that failed before, else the next rows that fit into the open segment; without rows when none fits. */
  private nextChunk(): Chunk | null {
    if (this.chunk !== null) return this.chunk;
    if (this.buffer.length === 0) return null;
    this.text ??= this.texts.open();
    const { text, buffer } = this;
    const most = Math.min(buffer.length, CHUNK_ROWS, Math.max(1, this.options.maxRows - (this.open?.rows ?? 0)));
    const isKept = this.options.isByReference !== true;
    const entries: LedgerEntry[] = [];
    const costs = new Map<string, Money>();
    const from = text.length;
    let taken = 0;
    let rows = 0;
    for (const row of buffer) {
      if (taken === most) break;
      row.text = this.serialize(row);
      if (row.text !== null) {
        if (!text.add(row.text)) break;
        rows += 1;
        addCost(costs, row.entry);
        if (isKept) entries.push(row.entry);
      }
      taken += 1;
    }
    buffer.splice(0, taken);
    const data = text.from(from);
    if (rows > 0) this.rowBytes = Math.ceil(data.byteLength / rows);
    this.chunk = { rows, costs, entries, data };
    return this.chunk;
  }

  private serialize({ entry, text }: Row): string | null {
    try {
      return text ?? JSON.stringify(entry);
    } catch (error) {
      this.options.onError(new Error(`A ledger row is lost, it cannot be written as JSON: ${asError(error).message}`));
      return null;
    }
  }

  private async write(chunk: Chunk): Promise<void> {
    if (chunk.rows === 0) return;
    const { text } = this;
    if (text === null) throw new Error('A chunk without its text.');
    if (this.open === null) {
      const batchId = createId();
      const file = await SegmentWriter.create(segmentPath(this.options.dir, batchId));
      this.open = { batchId, file, chunks: [], rows: 0, text };
      if (!this.isClosed) this.sealTimer ??= setTimeout(() => this.sealSoon(), this.options.flushMs);
    }
    await this.open.file.append(chunk.data);
    this.open.chunks.push(chunk);
    this.open.rows += chunk.rows;
  }

  private sealSoon(): void {
    this.sealTimer = null;
    void this.enqueue(() => this.writeOut(true));
  }

  private startSeal(open: OpenSegment): void {
    this.open = null;
    this.text = null;
    if (this.sealTimer !== null) clearTimeout(this.sealTimer);
    this.sealTimer = null;
    this.sealing.push(open);
    this.sealSegments();
  }

  private sealSegments(): void {
    this.sealChain = this.sealChain.then(async () => {
      try {
        for (let [open] = this.sealing; open !== undefined; [open] = this.sealing) {
          await open.file.seal();
          this.sealing.shift();
          this.deliver(open);
        }
        this.sealError = null;
      } catch (error) {
        this.sealError = this.diskFailed(error, this.sealError);
      }
    });
  }

  private deliver({ batchId, file, chunks, rows, text }: OpenSegment): void {
    // While deliveries wait, rows live on the disk alone: memory stays bounded.
    const isKept = this.delivery.mayKeep;
    const isByReference = this.options.isByReference === true;
    if (!isKept || !isByReference) text.end();
    const segment: Segment = {
      batchId,
      bytes: file.bytes,
      rows,
      costs: sumOf(chunks.map(({ costs }) => costs)),
      isDamaged: false,
      isOwn: true,
      text: isKept && isByReference ? text : null,
      entries: isKept && !isByReference ? chunks.flatMap(({ entries }) => entries) : null,
      state: 'waiting',
      failures: 0,
      dueAt: this.options.now(),
      deliveredAt: 0,
    };
    this.count(segment);
    this.delivery.add(segment);
  }

  /** Tells of a failure once, and tries again soon. */
  private diskFailed(thrown: unknown, before: Error | null): Error {
    const error = asError(thrown);
    if (before === null) {
      this.options.onError(
        new Error(`The ledger spool cannot write to ${this.options.dir}: ${error.message}`, { cause: error }),
      );
    }
    if (!this.isClosed) this.appendTimer ??= setTimeout(() => this.appendSoon(), RETRY_MS);
    return error;
  }

  /** After close, a last request may still settle: its row goes straight to a file for the next start. */
  private recordLate(row: Row): void {
    const line = this.serialize(row);
    if (line === null) return;
    try {
      writeFileSync(segmentPath(this.options.dir, createId()), `${line}\n`, { mode: 0o600, flag: 'wx', flush: true });
    } catch (error) {
      this.options.onError(
        new Error(`A ledger row is lost, it came after the end and the disk refused it: ${asError(error).message}`),
      );
    }
  }

  private count(segment: Segment): void {
    this.sealedBytes += segment.bytes;
    this.sealedRows += segment.rows;
    this.costs.add(segment.costs);
  }

  private forget(segment: Segment): void {
    this.sealedBytes -= segment.bytes;
    this.sealedRows -= segment.rows;
    this.costs.remove(segment.costs);
  }

  private unsealed(): readonly Costs[] {
    const written = this.written().flatMap(({ chunks }) => chunks.map(({ costs }) => costs));
    return [
      ...written,
      ...(this.chunk === null ? [] : [this.chunk.costs]),
      costsOf(this.buffer.map(({ entry }) => entry)),
    ];
  }

  /** Segments on the disk that are not sealed yet. */
  private written(): readonly OpenSegment[] {
    return this.open === null ? this.sealing : [...this.sealing, this.open];
  }

  private clearTimers(): void {
    if (this.appendTimer !== null) clearTimeout(this.appendTimer);
    if (this.sealTimer !== null) clearTimeout(this.sealTimer);
    this.appendTimer = null;
    this.sealTimer = null;
  }
}
