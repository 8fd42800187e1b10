import type { LedgerDelta } from '@llm-cost-optimizer/contracts';
import { type Money, toUsdString, usd, ZERO } from '@llm-cost-optimizer/pricing';
import type { Pool, PoolClient } from 'pg';
import { BUDGET_LOCK } from '../budgets/matching.sql.ts';
import { cleanJson, cleanText } from './clean-json.ts';
import { inTransaction, sqlState } from './transaction.ts';
import { WRITE_ENTRIES } from './write-entries.sql.ts';

/** Of characters that Postgres may refuse; see clean-json.ts. */
const ESCAPE = '\\u';

/** A batch in the form in which it is written: UTF-8, each line with its line end is one ledger entry as JSON. */
export interface LedgerText {
  readonly batchId: string;
  readonly instanceId: string;
  readonly text: Uint8Array;
}

/** What an insert added to one organization, as the statement returns it. */
interface Added {
  readonly organization_id: string;
  readonly requests: number;
  readonly attempts: number;
  readonly failed: number;
  readonly cache_hits: number;
  readonly cost_usd: string;
  readonly saved_usd: string;
}

/**
 * Writes a batch once: a second time, also at the same moment in another process, adds nothing and returns [].
 * Should Postgres refuse the content of an entry, that one is set aside and the others are written.
 */
export async function writeBatch(pool: Pool, batch: LedgerText): Promise<LedgerDelta[]> {
  try {
    return await inTransaction(pool, (client) => writeOnce(client, batch, insertTogether));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return await inTransaction(pool, (client) => writeOnce(client, batch, insertOneByOne));
  }
}

async function writeOnce(
  client: PoolClient,
  batch: LedgerText,
  insert: (client: PoolClient, batch: LedgerText) => Promise<Added[]>,
): Promise<LedgerDelta[]> {
  // A second transaction with the same id waits here until the first has ended, and then finds its row.
  const { rowCount } = await client.query(
    `with lock as (select pg_advisory_xact_lock_shared($3))
     insert into ledger_batch (id, instance_id, requests, attempts) select $1, $2, 0, 0 from lock on conflict do nothing`,
    [batch.batchId, cleanText(batch.instanceId), BUDGET_LOCK],
  );
  if (rowCount === 0) return [];
  const added = await insert(client, batch);
  const { rows } = await client.query<{ at: Date }>(
    'update ledger_batch set requests = $2, attempts = $3 where id = $1 returning committed_at as at',
    [batch.batchId, sum(added, ({ requests }) => requests), sum(added, ({ attempts }) => attempts)],
  );
  return toDeltas(added, rows[0]?.at ?? new Date());
}

function insertTogether(client: PoolClient, { text }: LedgerText): Promise<Added[]> {
  return insertEntries(client, text);
}

async function insertOneByOne(client: PoolClient, { batchId, text }: LedgerText): Promise<Added[]> {
  const added: Added[] = [];
  for (const line of linesOf(text)) {
    await client.query('savepoint entry');
    try {
      added.push(...(await insertEntries(client, Buffer.from(`${line}\n`))));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await client.query('rollback to savepoint entry');
      await client.query('insert into ledger.refused_entry (batch_id, reason, entry) values ($1, $2, $3)', [
        batchId,
        error instanceof Error ? error.message : String(error),
        cleanJson(line),
      ]);
    }
    await client.query('release savepoint entry');
  }
  return added;
}

async function insertEntries(client: PoolClient, text: Uint8Array): Promise<Added[]> {
  const { rows } = await client.query<Added>({
    // Named: planning this statement costs more than running it, and a connection plans it once.
    name: 'write-entries',
    text: WRITE_ENTRIES,
    values: [cleanLines(text)],
  });
  return rows;
}

function linesOf(text: Uint8Array): string[] {
  const lines = Buffer.from(text).toString().split('\n');
  // Behind the last line break there is nothing.
  lines.pop();
  return lines;
}

/** The text as a parameter: its very bytes, unless it may hold characters that Postgres refuses. */
function cleanLines(text: Uint8Array): Buffer {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  return bytes.includes(ESCAPE) ? Buffer.from(`${linesOf(text).map(cleanJson).join('\n')}\n`) : bytes;
}

/** Postgres found fault with a value (class 22) or a constraint (class 23): the same entry would fail again for ever. */
function isRefusal(error: unknown): boolean {
  const state = sqlState(error);
  return state !== null && (state.startsWith('22') || state.startsWith('23'));
}

function toDeltas(added: readonly Added[], committedAt: Date): LedgerDelta[] {
  const organizations = Map.groupBy(added, ({ organization_id }) => organization_id);
  return [...organizations].map(([organizationId, rows]) => ({
    organizationId,
    committedAt: committedAt.toISOString(),
    requests: sum(rows, ({ requests }) => requests),
    failed: sum(rows, ({ failed }) => failed),
    cacheHits: sum(rows, ({ cache_hits }) => cache_hits),
    costUsd: toUsdString(rows.reduce((total: Money, row) => total + usd(row.cost_usd), ZERO)),
    savedUsd: toUsdString(rows.reduce((total: Money, row) => total + usd(row.saved_usd), ZERO)),
  }));
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
