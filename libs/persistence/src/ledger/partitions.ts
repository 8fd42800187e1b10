import type { Pool } from 'pg';
import { DAY_MS, type PartitionSpan, type PartitionWidth, spanOf, spanOfLabel } from './periods.ts';
import { inTransaction } from './transaction.ts';

interface PartitionedTable {
  readonly name: string;
  /** The column that decides about the partition. */
  readonly key: string;
  readonly width: PartitionWidth;
  /** Days that rows are kept; null = as long as raw rows are. */
  readonly keptDays: number | null;
  /** True for rows that are updated again and again: room in each page keeps the updates out of the indexes. */
  readonly isUpdated: boolean;
}

/**
 * Minute buckets answer the ragged ends of a period of 30 days and of the one before it; hours those of 13 months.
 * `figures/cover-period.ts` relies on these numbers. Day buckets are few and stay.
 */
export const MINUTES_KEPT_DAYS = 62;
export const HOURS_KEPT_DAYS = 400;

const TABLES: readonly PartitionedTable[] = [
  { name: 'request', key: 'started_at', width: 'day', keptDays: null, isUpdated: false },
  { name: 'attempt', key: 'request_started_at', width: 'day', keptDays: null, isUpdated: false },
  { name: 'rollup_minute', key: 'bucket_start', width: 'month', keptDays: MINUTES_KEPT_DAYS, isUpdated: true },
  { name: 'duration_minute', key: 'bucket_start', width: 'month', keptDays: MINUTES_KEPT_DAYS, isUpdated: true },
  { name: 'rollup_hour', key: 'bucket_start', width: 'month', keptDays: HOURS_KEPT_DAYS, isUpdated: true },
  { name: 'duration_hour', key: 'bucket_start', width: 'month', keptDays: HOURS_KEPT_DAYS, isUpdated: true },
];

const DAYS_AHEAD = 3;
/** Rows dated further off than this (a wrong clock, a very old spool) go to the default partition: no partition of their own. */
const FAR_AHEAD_MS = 7 * DAY_MS;
/** Changing partitions waits this long for running statements, then gives up until the next time. */
const LOCK_TIMEOUT = '2s';
/** One process at a time changes partitions. */
const LOCK = 5_213_817_267;

/** Makes the partitions that rows of these times need. Cheap when they exist. Returns the names of new ones. */
export async function ensurePartitions(pool: Pool, times: readonly Date[], oldest: Date, now: Date): Promise<string[]> {
  const near = times.filter((time) => time >= oldest && time.getTime() < now.getTime() + FAR_AHEAD_MS);
  const wanted = TABLES.flatMap((table) => {
    const spans = new Map(near.map((time) => spanOf(table.width, time)).map((span) => [span.label, span]));
    return [...spans.values()].map((span) => ({ table, span, name: `${table.name}_${span.label}` }));
  });
  const existing = await readPartitions(pool);
  const created: string[] = [];
  for (const { table, span, name } of wanted) {
    if (!existing.has(name) && (await createPartition(pool, table, span))) created.push(name);
  }
  return created;
}

/** Makes the partitions of the coming days and drops those whose rows have all outlived their time. */
export async function maintainPartitions(
  pool: Pool,
  now: Date,
  retentionDays: number,
): Promise<{ created: string[]; dropped: string[] }> {
  const days = Array.from({ length: DAYS_AHEAD + 2 }, (_, index) => new Date(now.getTime() + (index - 1) * DAY_MS));
  const created = await ensurePartitions(pool, days, new Date(now.getTime() - 2 * DAY_MS), now);
  const dropped: string[] = [];
  for (const table of TABLES) {
    const keptFrom = new Date(now.getTime() - (table.keptDays ?? retentionDays) * DAY_MS);
    for (const name of await expiredPartitions(pool, table, keptFrom)) {
      await dropPartition(pool, name);
      dropped.push(name);
    }
    // The default partition cannot be dropped. It is empty but for rows of wrong clocks and late spools.
    await pool.query(`delete from ledger.${table.name}_default where ${table.key} < $1`, [keptFrom]);
  }
  return { created, dropped };
}

async function readPartitions(pool: Pool): Promise<Set<string>> {
  const { rows } = await pool.query<{ name: string }>(
    `select child.relname as name from pg_inherits
     join pg_class child on child.oid = inhrelid join pg_class parent on parent.oid = inhparent
     where parent.relnamespace = 'ledger'::regnamespace and parent.relkind = 'p'`,
  );
  return new Set(rows.map(({ name }) => name));
}

async function expiredPartitions(pool: Pool, table: PartitionedTable, keptFrom: Date): Promise<string[]> {
  const names = await readPartitions(pool);
  return [...names].filter((name) => {
    if (!name.startsWith(`${table.name}_`)) return false;
    const span = spanOfLabel(name.slice(table.name.length + 1));
    return span !== null && span.to <= keptFrom;
  });
}

/**
 * Makes one partition, takes over the rows that the default partition held in its place, and attaches it. Attaching
 * lets running writers go on, unlike `create table ... partition of`. False when another process was first.
 */
function createPartition(pool: Pool, table: PartitionedTable, span: PartitionSpan): Promise<boolean> {
  const parent = `ledger.${table.name}`;
  const name = `${parent}_${span.label}`;
  const bounds = `from ('${span.from.toISOString()}') to ('${span.to.toISOString()}')`;
  const isInside = `${table.key} >= '${span.from.toISOString()}' and ${table.key} < '${span.to.toISOString()}'`;
  return inTransaction(pool, async (client) => {
    await client.query(`set local lock_timeout = '${LOCK_TIMEOUT}'`);
    await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    const { rows } = await client.query<{ exists: boolean }>('select to_regclass($1) is not null as exists', [name]);
    if (rows[0]?.exists === true) return false;
    await client.query(`lock table ${parent}_default in access exclusive mode`);
    await client.query(
      `create table ${name} (like ${parent} including defaults) ${table.isUpdated ? 'with (fillfactor = 70)' : ''}`,
    );
    await client.query(
      `with moved as (delete from ${parent}_default where ${isInside} returning *) insert into ${name} select * from moved`,
    );
    await client.query(`alter table ${parent} attach partition ${name} for values ${bounds}`);
    return true;
  });
}

/** Frees the space at once and leaves nothing to vacuum, which a DELETE of millions of rows would. */
function dropPartition(pool: Pool, name: string): Promise<void> {
  return inTransaction(pool, async (client) => {
    await client.query(`set local lock_timeout = '${LOCK_TIMEOUT}'`);
    await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await client.query(`drop table if exists ledger.${name}`);
  });
}
