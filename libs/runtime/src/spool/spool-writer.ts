import { writeFileSync } from 'node:fs';
import type { LedgerEntry } from '@llm-cost-optimizer/contracts';
import { type Money } from '@llm-cost-optimizer/pricing';
import { asError } from '../errors.ts';
import { createId } from '../ids.ts';
import { Delivery } from './delivery.ts';
import { addCost, type Costs, costsOf, PendingCosts, sumOf } from './pending-costs.ts';
import type { Segment } from './segment.ts';
import { SegmentWriter, segmentPath } from './segment-file.ts';
import type { Spool, SpoolOptions } from './spool.ts';

/** Rows serialized in one go: bounds how long the event loop is held. */
const CHUNK_ROWS = 200;
/** A segment becomes the data of one job. */
const MAX_SEGMENT_BYTES = 1024 * 1024;
const RETRY_MS = 1_000;
const CLOSE_LIMIT_MS = 5_000;
const FIRST_GUESS_ROW_BYTES = 3_000;

/** A row on its way to the disk; `text` null = not written as JSON yet. */
interface Row {
  readonly entry: LedgerEntry;
  readonly text: string | null;
}

/**
 * Rows as the bytes that the file gets. From here on the entries themselves are kept only where they are handed over as
 * objects: thousands of rows wait for the disk and the database, and as objects and strings each of them would be copied
 * twice and marked by the garbage collector (measured: half of its work).
 */
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
}

/** The writing half of the spool: memory to open segment to sealed segment; from there on Delivery takes over. */
export class SpoolWriter implements Spool {
  private readonly options: SpoolOptions;
  private readonly delivery: Delivery;
  private readonly costs = new PendingCosts();
  private readonly releaseLock: () => Promise<void>;
  private readonly sweepTimer: NodeJS.Timeout;
  private readonly buffer: Row[] = [];
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

  textOf(batchId: string): Promise<Uint8Array | null> {
    return this.delivery.textOf(batchId);
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
        if (open !== null && (open.rows >= this.options.maxRows || open.file.bytes >= MAX_SEGMENT_BYTES))
          this.startSeal(open);
      }
      if (isSealing && this.open !== null) this.startSeal(this.open);
      else if (this.sealError !== null) this.sealSegments();
      this.writeError = null;
    } catch (error) {
      this.writeError = this.diskFailed(error, this.writeError);
    }
  }

  /** The chunk that failed before, else the next rows that fit into the open segment. */
  private nextChunk(): Chunk | null {
    if (this.chunk !== null) return this.chunk;
    if (this.buffer.length === 0) return null;
    const room = Math.max(1, this.options.maxRows - (this.open?.rows ?? 0));
    const taken = this.buffer.splice(0, Math.min(CHUNK_ROWS, room));
    const isKept = this.options.isByReference !== true;
    const entries: LedgerEntry[] = [];
    const lines: string[] = [];
    const costs = new Map<string, Money>();
    for (const row of taken) {
      const line = this.serialize(row);
      if (line === null) continue;
      lines.push(line);
      addCost(costs, row.entry);
      if (isKept) entries.push(row.entry);
    }
    const rows = lines.length;
    // For the line break behind the last line.
    if (rows > 0) lines.push('');
    const data = Buffer.from(lines.join('\n'));
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
    if (this.open === null) {
      const batchId = createId();
      const file = await SegmentWriter.create(segmentPath(this.options.dir, batchId));
      this.open = { batchId, file, chunks: [], rows: 0 };
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

  private deliver({ batchId, file, chunks, rows }: OpenSegment): void {
    // While deliveries wait, rows live on the disk alone: memory stays bounded.
    const isKept = this.delivery.mayKeep;
    const isByReference = this.options.isByReference === true;
    const segment: Segment = {
      batchId,
      bytes: file.bytes,
      rows,
      costs: sumOf(chunks.map(({ costs }) => costs)),
      isDamaged: false,
      isOwn: true,
      pieces: isKept && isByReference ? chunks.map(({ data }) => data) : null,
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
