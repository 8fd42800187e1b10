import type { Grain } from '../ledger/rollup-columns.ts';
import type { Cover } from './cover-period.ts';

/** A table expression over the roll-ups of a period, and the parameters it takes. `$1` is the organization. */
export interface RollupSource {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/**
 * All roll-up rows of an organization in a period, as a table expression in brackets. Figures are read through this
 * alone, so none can read the raw rows or forget the organization.
 */
export function rollupSource(kind: 'rollup' | 'duration', organizationId: string, cover: Cover): RollupSource {
  const values: unknown[] = [organizationId];
  const conditions = new Map<Grain, string[]>();
  for (const { grain, from, to } of cover.segments) {
    values.push(from, to);
    const condition = `(bucket_start >= $${values.length - 1} and bucket_start < $${values.length})`;
    conditions.set(grain, [...(conditions.get(grain) ?? []), condition]);
  }
  // An empty period still needs a table with the right columns.
  if (conditions.size === 0) conditions.set('minute', ['false']);
  const parts = [...conditions].map(
    ([grain, spans]) => `select * from ledger.${kind}_${grain} where organization_id = $1 and (${spans.join(' or ')})`,
  );
  return { sql: `(${parts.join(' union all ')})`, values };
}
