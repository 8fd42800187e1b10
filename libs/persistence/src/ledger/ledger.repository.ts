import type { LedgerBatchJob, LedgerDelta } from '@llm-cost-optimizer/contracts';
import type { Database } from '../database.ts';
import { readSpent } from '../figures/spent.ts';
import { ensurePartitions, maintainPartitions } from './partitions.ts';
import { DAY_MS } from './periods.ts';
import { type LedgerTotals, readTotals } from './totals.ts';
import { sqlState } from './transaction.ts';
import { type LedgerText, writeBatch } from './write-batch.ts';

export interface LedgerRepository {
  /**
   * Writes a batch: its id, its request and attempt rows and the roll-ups, in one transaction. Returns what it added per
   * organization. A batch that is in the database already adds nothing and returns []; so do entries that came before
   * in another batch. An entry that Postgres refuses for its content is set aside (`refused_entry`), the others are
   * written. Rejects, with nothing written, when the database cannot be used.
   */
  writeBatch(job: LedgerBatchJob): Promise<LedgerDelta[]>;
  /** The same for entries that are JSON already, one a line, as the spool wrote them: they are not parsed here. */
  writeText(batch: LedgerText): Promise<LedgerDelta[]>;
  /** Those of the given batches that are in the database. */
  committedBatches(ids: readonly string[]): Promise<string[]>;
  /** Known cost of an organization's requests since `from` (UTC, whole minutes), from roll-ups. Decimal string in USD. */
  spentUsd(organizationId: string, from: Date): Promise<string>;
  /** Makes the partitions of the coming days, drops those past their time, forgets old batch ids. Safe to run twice. */
  maintainPartitions(now: Date, retentionDays: number): Promise<{ created: string[]; dropped: string[] }>;
  /** The same sums over raw rows and over the roll-ups of each grain, for proofs: they are equal to the last digit. */
  totals(organizationId: string): Promise<LedgerTotals>;
  /** How many entries were set aside because Postgres refused their content. */
  refusedEntries(): Promise<number>;
}

/** Days after which a delivered batch cannot come again: spools are delivered anew within seconds of a start. */
const BATCH_IDS_KEPT_DAYS = 30;
const MAX_BATCH_IDS = 10_000;
/** Partitions made on demand reach back this far; older rows go to the default partition. */
const ON_DEMAND_DAYS = 400;
const MAX_PREPARED_DAYS = 1_000;
const STARTED_AT = '"startedAt":"';
const DAY_LENGTH = 'YYYY-MM-DD'.length;

export function createLedgerRepository(db: Database): LedgerRepository {
  /** Days of which this process knows that they have partitions. */
  const prepared = new Set<string>();
  const writeText = async (batch: LedgerText) => {
    await prepareDays(db, batch, prepared);
    return writeBatch(db.pool, batch);
  };
  return {
    writeBatch: ({ batchId, instanceId, entries }) =>
      writeText({
        batchId,
        instanceId,
        text: Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')),
      }),
    writeText,
    async committedBatches(ids) {
      const { rows } = await db.pool.query<{ id: string }>('select id from ledger_batch where id = any($1::uuid[])', [
        ids.slice(0, MAX_BATCH_IDS),
      ]);
      return rows.map(({ id }) => id);
    },
    spentUsd: (organizationId, from) => readSpent(db.pool, organizationId, from, new Date()),
    async maintainPartitions(now, retentionDays) {
      const result = await maintainPartitions(db.pool, now, retentionDays);
      prepared.clear();
      const forgotten = new Date(now.getTime() - BATCH_IDS_KEPT_DAYS * DAY_MS);
      await db.pool.query('delete from ledger_batch where committed_at < $1', [forgotten]);
      return result;
    },
    totals: (organizationId) => readTotals(db.pool, organizationId),
    async refusedEntries() {
      const { rows } = await db.pool.query<{ count: number }>(
        'select count(*)::int as count from ledger.refused_entry',
      );
      return rows[0]?.count ?? 0;
    },
  };
}

/** Makes the partitions of the batch's days, once per day and process. */
async function prepareDays(db: Database, { text }: LedgerText, prepared: Set<string>): Promise<void> {
  const missing = daysOf(Buffer.from(text.buffer, text.byteOffset, text.byteLength)).filter(
    (day) => !prepared.has(day),
  );
  if (missing.length === 0) return;
  const now = new Date();
  const oldest = new Date(now.getTime() - ON_DEMAND_DAYS * DAY_MS);
  try {
    await ensurePartitions(
      db.pool,
      missing.map((day) => new Date(day)),
      oldest,
      now,
    );
  } catch (error) {
    // Somebody reads the tables for long, or the database is away. In the first case the default partition takes the
    // rows until the next maintenance; in the second the write that follows fails and says so.
    if (sqlState(error) === null) throw error;
    return;
  }
  if (prepared.size > MAX_PREPARED_DAYS) prepared.clear();
  for (const day of missing) prepared.add(day);
}

/** Days on which requests and attempts started. The name in quotes cannot stand inside a value: there its quotes are escaped. */
function daysOf(text: Buffer): string[] {
  const days = new Set<string>();
  for (let at = text.indexOf(STARTED_AT); at >= 0; at = text.indexOf(STARTED_AT, at)) {
    at += STARTED_AT.length;
    days.add(text.toString('latin1', at, at + DAY_LENGTH));
  }
  return [...days];
}
