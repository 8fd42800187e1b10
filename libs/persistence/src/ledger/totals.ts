import type { Pool } from 'pg';
import { type Grain, MEASURE_NAMES, MEASURES, type Measure } from './rollup-columns.ts';

/** Every sum as decimal text, as Postgres adds it up. */
export type MeasureSums = Readonly<Record<Measure, string>>;

/** The same sums from the raw rows and from the roll-ups of each grain. */
export interface LedgerTotals {
  readonly raw: MeasureSums;
  readonly rollups: Readonly<Record<Grain, MeasureSums>>;
}

/** Reads all rows of an organization: for proofs and repairs, not for pages. */
export async function readTotals(pool: Pool, organizationId: string): Promise<LedgerTotals> {
  const raw = MEASURE_NAMES.map((name) => `(${MEASURES[name]})::text as ${name}`).join(', ');
  const rolled = MEASURE_NAMES.map((name) => `coalesce(sum(${name}), 0)::text as ${name}`).join(', ');
  const client = await pool.connect();
  try {
    // One snapshot, or a batch committed in between would look like an error.
    await client.query('begin isolation level repeatable read read only');
    const read = async (select: string, table: string) => {
      const { rows } = await client.query<MeasureSums>(
        `select ${select} from ledger.${table} where organization_id = $1`,
        [organizationId],
      );
      const [sums] = rows;
      if (sums === undefined) throw new Error(`No sums from ledger.${table}`);
      return normalize(sums);
    };
    const sums = {
      raw: await read(raw, 'request'),
      minute: await read(rolled, 'rollup_minute'),
      hour: await read(rolled, 'rollup_hour'),
      day: await read(rolled, 'rollup_day'),
    };
    await client.query('commit');
    return { raw: sums.raw, rollups: { minute: sums.minute, hour: sums.hour, day: sums.day } };
  } finally {
    client.release();
  }
}

/** `0` and `0.000000000000` are the same sum. */
function normalize(sums: MeasureSums): MeasureSums {
  const entries = Object.entries(sums).map(([name, value]) => [
    name,
    value.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, ''),
  ]);
  return Object.fromEntries(entries);
}
