import type { Pool, PoolClient } from 'pg';
import { inTransaction } from './ledger/transaction.ts';

/** Runs several reads on one snapshot, so that what one page shows fits together although batches arrive meanwhile. */
export function inSnapshot<T>(pool: Pool, read: (client: PoolClient) => Promise<T>): Promise<T> {
  return inTransaction(pool, read, 'isolation level repeatable read read only');
}

/** SQL for a time as UTC ISO text with milliseconds. */
export function isoSql(expression: string): string {
  return `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** SQL for money as decimal text without trailing zeros, the form that `toUsdString` writes. */
export function usdSql(expression: string): string {
  return `trim_scale(${expression})::text`;
}

/** SQL for whole microseconds as milliseconds. */
export function msSql(expression: string): string {
  return `(${expression} / 1000.0)::float8`;
}
