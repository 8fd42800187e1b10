import { readFile, rename, rm } from 'node:fs/promises';
import type { LedgerBatchJob, LedgerEntry } from '@llm-cost-optimizer/contracts';
import { asError } from '../errors.ts';
import type { Segment } from './segment.ts';
import { readSegment, segmentPath } from './segment-file.ts';

export interface DeliveryOptions {
  readonly dir: string;
  readonly instanceId: string;
  readonly deliver: (batch: LedgerBatchJob) => Promise<void>;
  readonly isByReference?: boolean;
  readonly committed: (batchIds: string[]) => Promise<string[]>;
  readonly now: () => number;
  readonly onError: (error: Error) => void;
  /** Called once for each segment that is known to be in the database. */
  readonly onCommitted: (segment: Segment) => void;
}

const CONCURRENCY = 4;
/** By reference, rows wait in memory until they are in the database; beyond so many batches on the disk alone. */
const MAX_KEPT = 16;
const NO_ENTRIES: readonly LedgerEntry[] = Object.freeze([]);
const DELIVER_LIMIT_MS = 30_000;
const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 15_000;
/** A batch that was handed over and is not in the database after this time is handed over again. */
const REDELIVER_MS = 30_000;
const MAX_ASKED = 1_000;

/** Brings sealed segments into the database, oldest first, as often as it takes, and forgets them only when they are in it. */
export class Delivery {
  private readonly options: DeliveryOptions;
  /** In the order of their making, those that failed behind the others. */
  private readonly segments = new Map<string, Segment>();
  private readonly removable = new Set<Segment>();
  private readonly running = new Set<Promise<void>>();
  private failuresInRow = 0;
  private pausedUntil = Number.NEGATIVE_INFINITY;
  private isAskFailing = false;
  private isStopped = false;

  constructor(options: DeliveryOptions) {
    this.options = options;
  }

  get all(): ReadonlyMap<string, Segment> {
    return this.segments;
  }

  /** True when the contents of a new segment are worth keeping in memory: they are wanted at once. */
  get mayKeep(): boolean {
    if (this.failuresInRow > 0) return false;
    return this.options.isByReference === true ? this.segments.size < MAX_KEPT : this.running.size < CONCURRENCY;
  }

  async useText<T>(batchId: string, use: (text: Uint8Array) => Promise<T>): Promise<T | null> {
    const segment = this.segments.get(batchId);
    if (segment === undefined) return null;
    if (segment.text !== null) return segment.text.read(use);
    return use(await this.readText(segment));
  }

  add(segment: Segment): void {
    this.segments.set(segment.batchId, segment);
    this.pump();
  }

  /** Takes over segments of earlier runs: those in the database are forgotten, the others handed over again. */
  async adopt(segments: readonly Segment[]): Promise<void> {
    for (const segment of segments) this.segments.set(segment.batchId, segment);
    this.acknowledge(segments.filter(({ rows }) => rows === 0).map(({ batchId }) => batchId));
    const unknown = [...this.segments.values()];
    for (let from = 0; from < unknown.length; from += MAX_ASKED) {
      await this.askCommitted(unknown.slice(from, from + MAX_ASKED));
    }
    this.pump();
  }

  /** Forgets batches that are in the database and deletes their files. Unknown ids are none of ours. */
  acknowledge(batchIds: readonly string[]): void {
    for (const batchId of batchIds) {
      const segment = this.segments.get(batchId);
      if (segment === undefined) continue;
      this.segments.delete(batchId);
      // What is left of a Map's former tables may keep the segment alive for a while, and must not keep its rows.
      segment.text?.end();
      segment.text = null;
      segment.entries = null;
      this.options.onCommitted(segment);
      this.removable.add(segment);
      void this.removeFile(segment);
    }
  }

  /** Asks which batches are in the database, and hands over again what got lost on the way. */
  async sweep(): Promise<void> {
    await Promise.all([...this.removable].map((segment) => this.removeFile(segment)));
    await this.askCommitted([...this.segments.values()].filter(({ state }) => state === 'delivered'));
    const now = this.options.now();
    for (const segment of this.segments.values()) {
      if (segment.state === 'delivered' && Math.abs(now - segment.deliveredAt) > REDELIVER_MS)
        segment.state = 'waiting';
    }
    this.pump();
  }

  /** Asks about given segments and forgets those in the database. A database that is away is asked again later. */
  private async askCommitted(segments: readonly Segment[]): Promise<void> {
    const batchIds = segments.slice(0, MAX_ASKED).map(({ batchId }) => batchId);
    if (batchIds.length === 0) return;
    try {
      this.acknowledge(await this.options.committed(batchIds));
      this.isAskFailing = false;
    } catch (error) {
      if (!this.isAskFailing)
        this.options.onError(new Error(`The ledger cannot be asked for its batches: ${asError(error).message}`));
      this.isAskFailing = true;
    }
  }

  /** Starts no more deliveries and waits for the running ones, at most `limitMs`. */
  async stop(limitMs: number): Promise<void> {
    this.isStopped = true;
    await withLimit(Promise.allSettled(this.running), limitMs);
  }

  private pump(): void {
    if (this.isStopped || isAhead(this.pausedUntil, this.options.now())) return;
    // While deliveries fail, one at a time is enough to notice the end of it.
    const concurrency = this.failuresInRow === 0 ? CONCURRENCY : 1;
    while (this.running.size < concurrency) {
      const segment = this.nextDue();
      if (segment === null) return;
      segment.state = 'delivering';
      const run = this.deliverOne(segment).finally(() => {
        this.running.delete(run);
        this.pump();
      });
      this.running.add(run);
    }
  }

  private nextDue(): Segment | null {
    const now = this.options.now();
    for (const segment of this.segments.values()) {
      if (segment.state === 'waiting' && !isAhead(segment.dueAt, now)) return segment;
    }
    return null;
  }

  private async deliverOne(segment: Segment): Promise<void> {
    const { instanceId, deliver, now } = this.options;
    try {
      const entries = await this.takeEntries(segment);
      await withLimit(
        deliver({ batchId: segment.batchId, instanceId, entries }),
        DELIVER_LIMIT_MS,
        'no answer within 30 s',
      );
      segment.state = 'delivered';
      segment.deliveredAt = now();
      segment.failures = 0;
      this.failuresInRow = 0;
      this.pausedUntil = Number.NEGATIVE_INFINITY;
    } catch (error) {
      this.failed(segment, asError(error));
    }
  }

  private async takeEntries(segment: Segment): Promise<readonly LedgerEntry[]> {
    if (this.options.isByReference === true) return NO_ENTRIES;
    const entries = segment.entries ?? (await this.readEntries(segment));
    segment.entries = null;
    return entries;
  }

  private async readText(segment: Segment): Promise<Uint8Array> {
    if (segment.isOwn) return readFile(segmentPath(this.options.dir, segment.batchId));
    return Buffer.from((await this.readEntries(segment)).map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  }

  private async readEntries({ batchId }: Segment): Promise<readonly LedgerEntry[]> {
    return (await readSegment(segmentPath(this.options.dir, batchId))).entries;
  }

  private failed(segment: Segment, error: Error): void {
    // Acknowledged meanwhile, so its file may be gone.
    if (!this.segments.has(segment.batchId)) return;
    const now = this.options.now();
    if (this.failuresInRow === 0)
      this.options.onError(new Error(`Ledger rows wait on the disk: ${error.message}`, { cause: error }));
    this.failuresInRow += 1;
    segment.state = 'waiting';
    segment.failures += 1;
    segment.dueAt = now + pauseAfter(segment.failures);
    this.pausedUntil = now + pauseAfter(this.failuresInRow);
    // To the end of the line: one bad batch must not stand in front of all others for ever.
    this.segments.delete(segment.batchId);
    this.segments.set(segment.batchId, segment);
  }

  private async removeFile(segment: Segment): Promise<void> {
    const path = segmentPath(this.options.dir, segment.batchId);
    try {
      if (segment.isDamaged) await rename(path, `${path}.damaged`);
      else await rm(path, { force: true });
      this.removable.delete(segment);
    } catch (error) {
      // Harmless: the file is asked about and removed at the next look or start.
      this.options.onError(new Error(`A finished ledger segment cannot be removed: ${asError(error).message}`));
    }
  }
}

/** True for a time still to come. One further away than any pause means that the clock was set back: then it is now. */
function isAhead(time: number, now: number): boolean {
  return time > now && time - now <= MAX_PAUSE_MS;
}

function pauseAfter(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10), MAX_PAUSE_MS);
}

/** Waits for `work` at most `limitMs`; then rejects with `complaint`, or resolves when there is none. */
async function withLimit(work: Promise<unknown>, limitMs: number, complaint?: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve, reject) => {
    timer = setTimeout(() => (complaint === undefined ? resolve() : reject(new Error(complaint))), limitMs);
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
