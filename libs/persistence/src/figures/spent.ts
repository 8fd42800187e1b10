import { toUsdString, usd } from '@llm-cost-optimizer/pricing';
import type { Pool } from 'pg';
import { DAY_MS } from '../ledger/periods.ts';
import { coverPeriod } from './cover-period.ts';
import { rollupSource } from './rollup-source.ts';

/**
 * Known cost of an organization's requests since `from`, from roll-ups. Rows of a clock that is up to a day ahead count.
 * Decimal string in USD.
 */
export async function readSpent(pool: Pool, organizationId: string, from: Date, now: Date): Promise<string> {
  const { sql, values } = rollupSource(
    'rollup',
    organizationId,
    coverPeriod({ from, to: new Date(now.getTime() + DAY_MS), now }),
  );
  const { rows } = await pool.query<{ spent: string }>(
    `select coalesce(sum(cost_usd), 0)::text as spent from ${sql} as figure`,
    [...values],
  );
  return toUsdString(usd(rows[0]?.spent ?? '0'));
}
