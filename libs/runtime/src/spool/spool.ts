import { mkdir } from 'node:fs/promises';
import type { LedgerBatchJob, LedgerEntry } from '@llm-cost-optimizer/contracts';
import { asError } from '../errors.ts';
import { lockFolder } from '../lock/folder-lock.ts';
import { readLeftovers } from './leftovers.ts';
import { SpoolWriter } from './spool-writer.ts';

export interface SpoolOptions {
  /** Folder of the segments; belongs to one process at a time. */
  readonly dir: string;
  readonly instanceId: string;
  /** Age at which an open segment is sealed and delivered. */
  readonly flushMs: number;
  /** Most rows of a segment. */
  readonly maxRows: number;
  /** Bytes on the disk at which `isFull` becomes true. */
  readonly maxPendingBytes: number;
  /** Hands a batch to whoever writes it; may see the same batch again. Resolves when it was accepted. */
  readonly deliver: (batch: LedgerBatchJob) => Promise<void>;
  /**
   * True = batches are handed over without their entries, and whoever writes them takes them from `useText`: for a
   * writer in this very process, which need not have every row written, parsed and checked once more. Default false.
   */
  readonly isByReference?: boolean;
  /** Which of these batches are in the database. */
  readonly committed: (batchIds: string[]) => Promise<string[]>;
  /** Milliseconds on a clock for pauses, best one that never jumps. */
  readonly now: () => number;
  /** Called once per trouble, not once per row. */
  readonly onError: (error: Error) => void;
  /** Longest time a recorded row stays in memory only. Default 10. */
  readonly appendMs?: number;
  /** How often the database is asked for what it has. Default 2000. */
  readonly sweepMs?: number;
}

/**
 * Local log of settled requests between the request path and the database. A row is in a file within `appendMs`, leaves
 * the file only when its batch is known to be in the database, and reaches it exactly once, because batches and rows
 * carry ids: over crashes of this process, of workers, of queue and database.
 */
export interface Spool {
  /**
   * Takes a row. Never throws, never waits; costs well under a microsecond. `text` is the entry as JSON, from whoever has
   * it cheaper than `JSON.stringify`.
   */
  record(entry: LedgerEntry, text?: string): void;
  /** True when the disk takes no more: nothing should be served that cannot be recorded. */
  readonly isFull: boolean;
  /** Rows not known to be in the database. */
  readonly pendingRows: number;
  /** Bytes of the segments on the disk. */
  readonly pendingBytes: number;
  /** Cost of the pending rows of an organization as decimal text in USD; rows of unknown cost are left out. */
  pendingCostUsd(organizationId: string): string;
  /**
   * Gives the entries of a sealed batch to `use`: UTF-8, each as JSON in a line of its own with its line end. The bytes are
   * valid until the promise of `use` has ended, whose result is returned. Null, without a call, for a batch that is not here
   * (any more): it is in the database, or none of ours.
   */
  useText<T>(batchId: string, use: (text: Uint8Array) => Promise<T>): Promise<T | null>;
  /** These batches are in the database. */
  acknowledge(batchIds: readonly string[]): void;
  /** Resolves when every row recorded before is safe on the disk and sealed for delivery. Rejects when the disk refuses. */
  flush(): Promise<void>;
  /** Asks the database what it has and delivers again what is due; runs by itself every `sweepMs`. */
  sweep(): Promise<void>;
  /** Seals everything, waits a few seconds for running deliveries, gives the folder free. What is left is delivered by the next start. */
  close(): Promise<void>;
}

/** Opens the spool and takes over what earlier runs left. Throws one sentence when a living process uses the folder. */
export async function createSpool(options: SpoolOptions): Promise<Spool> {
  await mkdir(options.dir, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(options.dir, 'The ledger spool');
  try {
    const writer = new SpoolWriter(options, () => lock.release());
    await writer.adopt(await readLeftovers(options.dir, options.onError));
    return writer;
  } catch (error) {
    await lock.release();
    throw asError(error);
  }
}
