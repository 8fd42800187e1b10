import { setTimeout as delay } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';

/** Serialisation failure, deadlock, lock not available: the transaction did nothing and may be tried again. */
const REPEATABLE = new Set(['40001', '40P01', '55P03']);
const MAX_TRIES = 5;
const FIRST_PAUSE_MS = 20;

/**
 * Runs `work` in one transaction and commits it. Repeats the whole of it, up to four times with growing pauses, when
 * Postgres gave up on it because of other transactions. Rejects with the error of the last try; then nothing is written.
 */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>, mode = ''): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await runOnce(pool, work, mode);
    } catch (error) {
      const code = sqlState(error);
      if (tries >= MAX_TRIES || code === null || !REPEATABLE.has(code)) throw error;
      await delay(FIRST_PAUSE_MS * 2 ** (tries - 1));
    }
  }
}

async function runOnce<T>(pool: Pool, work: (client: PoolClient) => Promise<T>, mode: string): Promise<T> {
  const client = await pool.connect();
  let isBroken = false;
  try {
    await client.query(`begin ${mode}`);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    // A connection that cannot even roll back is of no use to anybody; Postgres ends its transaction by itself.
    await client.query('rollback').catch(() => {
      isBroken = true;
    });
    throw error;
  } finally {
    client.release(isBroken);
  }
}

/** Postgres' five-character code of an error; null when the error is not Postgres' own. */
export function sqlState(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : null;
}
