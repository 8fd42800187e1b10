import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  type CallIntent,
  IntentJournal,
  LEDGER_QUEUE,
  type LedgerBatchJob,
  type ProcessSettings,
} from '@llm-cost-optimizer/contracts';
import type { LedgerRepository } from '@llm-cost-optimizer/persistence';
import type { Catalogue } from '@llm-cost-optimizer/pricing';
import {
  createJobQueue,
  createSpool,
  type JobQueue,
  type JobsConnection,
  type OpenIntentJournal,
  openIntentJournal,
  type Spool,
} from '@llm-cost-optimizer/runtime';
import { idsInSpool, interruptedEntries } from './interrupted.ts';

/** At most so many rows go into one job. */
const MAX_ROWS = 500;
/** Rows wait at most so long for others. */
const FLUSH_MS = 200;
/** A settled request is in memory only for so long: what a SIGKILL can lose, against one disk write per this time. */
const APPEND_MS = 2;

export interface LedgerWriter {
  readonly spool: Spool;
  readonly queue: JobQueue<LedgerBatchJob>;
  readonly intents: IntentJournal;
  /** Calls that a killed run was in the middle of; the requests without a row got one at this start. */
  readonly interrupted: readonly CallIntent[];
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
  /** Prices calls that a killed run left open. */
  readonly catalogue: Catalogue;
  readonly instanceId: string;
  readonly settings: Pick<ProcessSettings, 'spoolMaxBytes' | 'databaseUrl'>;
  readonly connection: JobsConnection;
  readonly repository: LedgerRepository;
  readonly now: () => number;
  readonly onError: (error: Error) => void;
}

/** The way of settled requests: spool on the local disk, then the queue, then whoever hosts the jobs, then Postgres. */
export async function startLedger(options: LedgerOptions): Promise<LedgerWriter> {
  const spoolDir = join(options.dataDir, 'spool');
  const { dataDir, instanceId, settings, connection, repository, now, onError } = options;
  const queue = createJobQueue<LedgerBatchJob>(connection, LEDGER_QUEUE, { onError });
  // Nobody else works on a database of our own, so the rows need not travel through the queue to come back to us.
  const isByReference = settings.databaseUrl === null;
  const spool = await createSpool({
    dir: spoolDir,
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
  // Only now is the folder known to be ours alone; what the spool itself has needs no other evidence.
  const intents = openIntentJournal({ dir: join(dataDir, 'intents'), now, onError });
  await recover(spool, intents, spoolDir, options.catalogue);
  const writeNamed = async ({ batchId, instanceId }: LedgerBatchJob) => {
    const deltas = await spool.useText(batchId, (text) => repository.writeText({ batchId, instanceId, text }));
    // Written before, or left by an earlier run; the spool brings what is not in the database.
    return deltas ?? [];
  };
  let refusedRows: number | null = null;
  return {
    spool,
    queue,
    intents,
    interrupted: intents.leftovers,
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
      intents.close();
      await queue.close();
    },
  };
}

/** Writes rows of what a killed run was in the middle of, and forgets the evidence once they are safe on the disk. */
async function recover(
  spool: Spool,
  journal: OpenIntentJournal,
  spoolDir: string,
  catalogue: Catalogue,
): Promise<void> {
  const { leftovers } = journal;
  if (leftovers.length === 0) return;
  const known = await idsInSpool(spoolDir, new Set(leftovers.map(({ requestId }) => requestId)));
  const lost = leftovers.filter(({ requestId }) => !known.has(requestId));
  const entries = interruptedEntries(lost, catalogue, Date.now());
  for (const entry of entries) spool.record(entry);
  await spool.flush();
  journal.forgetLeftovers();
}

/** Tells instances apart in status, logs and spool; two gateways on one host differ by process. */
export function createInstanceId(): string {
  return `${hostname()}-${process.pid}`;
}
