import { hostname } from 'node:os';
import { join } from 'node:path';
import { LEDGER_QUEUE, type LedgerBatchJob, type ProcessSettings } from '@llm-cost-optimizer/contracts';
import type { LedgerRepository } from '@llm-cost-optimizer/persistence';
import {
  createJobQueue,
  createSpool,
  type JobQueue,
  type JobsConnection,
  type Spool,
} from '@llm-cost-optimizer/runtime';

/** At most so many rows go into one job. */
const MAX_ROWS = 500;
/** Rows wait at most so long for others. */
const FLUSH_MS = 200;
/** A settled request is in memory only for so long: what a SIGKILL can lose, against one disk write per this time. */
const APPEND_MS = 2;

export interface LedgerWriter {
  readonly spool: Spool;
  readonly queue: JobQueue<LedgerBatchJob>;
  /** The repository for jobs in this process: a batch that was written is acknowledged to the spool at once. */
  readonly acknowledging: LedgerRepository;
  /** Rows that Postgres refused for their content, as last read; null = not read yet. */
  readonly refusedRows: number | null;
  /** Reads that number anew. */
  countRefused(): Promise<void>;
  close(): Promise<void>;
}

export interface LedgerOptions {
  readonly dataDir: string;
  readonly instanceId: string;
  readonly settings: Pick<ProcessSettings, 'spoolMaxBytes' | 'databaseUrl'>;
  readonly connection: JobsConnection;
  readonly repository: LedgerRepository;
  readonly now: () => number;
  readonly onError: (error: Error) => void;
}

/** The way of settled requests: spool on the local disk, then the queue, then whoever hosts the jobs, then Postgres. */
export async function startLedger(options: LedgerOptions): Promise<LedgerWriter> {
  const { dataDir, instanceId, settings, connection, repository, now, onError } = options;
  const queue = createJobQueue<LedgerBatchJob>(connection, LEDGER_QUEUE, { onError });
  // Nobody else works on a database of our own, so the rows need not travel through the queue to come back to us.
  const isByReference = settings.databaseUrl === null;
  const spool = await createSpool({
    dir: join(dataDir, 'spool'),
    instanceId,
    flushMs: FLUSH_MS,
    appendMs: APPEND_MS,
    maxRows: MAX_ROWS,
    maxPendingBytes: settings.spoolMaxBytes,
    isByReference,
    deliver: (batch) => queue.add(batch.batchId, batch),
    committed: (batchIds) => repository.committedBatches(batchIds),
    now,
    onError,
  });
  const writeNamed = async ({ batchId, instanceId }: LedgerBatchJob) => {
    const deltas = await spool.useText(batchId, (text) => repository.writeText({ batchId, instanceId, text }));
    // Written before, or left by an earlier run; the spool brings what is not in the database.
    return deltas ?? [];
  };
  let refusedRows: number | null = null;
  return {
    spool,
    queue,
    get refusedRows() {
      return refusedRows;
    },
    async countRefused() {
      refusedRows = await repository.refusedEntries();
    },
    acknowledging: {
      ...repository,
      async writeBatch(job) {
        const deltas = isByReference ? await writeNamed(job) : await repository.writeBatch(job);
        spool.acknowledge([job.batchId]);
        return deltas;
      },
    },
    async close() {
      await spool.close();
      await queue.close();
    },
  };
}

/** Tells instances apart in status, logs and spool; two gateways on one host differ by process. */
export function createInstanceId(): string {
  return `${hostname()}-${process.pid}`;
}
