import { type FacetValue, REQUEST_FACETS, type RequestFacet, type RequestFacets } from '@llm-cost-optimizer/contracts';
import type { PoolClient } from 'pg';
import { coverPeriod } from '../figures/cover-period.ts';
import type { Period } from '../figures/period.ts';
import { rollupSource } from '../figures/rollup-source.ts';

/** The roll-up's dimension behind each filter. */
const DIMENSION_OF = {
  outcome: 'outcome',
  model: 'served_model',
  provider: 'served_provider',
  mode: 'mode',
  tier: 'tier',
  cache: 'cache',
  key: 'key_id',
} as const;
const ROLLED_UP = Object.entries(DIMENSION_OF);

const MAX_VALUES = 100;
/** Clients choose tags freely, so no roll-up counts them; the newest rows tell which are in use. */
const TAG_ROWS = 2_000;

interface FacetRow {
  readonly facet: string;
  readonly value: string;
  readonly count: number;
  readonly label: string | null;
}

/**
 * Values of each filter with the number of requests in a period, most frequent first. From roll-ups, except tags: their
 * counts are those of the newest 2,000 requests of the period.
 */
export async function readFacets(
  client: PoolClient,
  organizationId: string,
  { from, to }: Period,
): Promise<RequestFacets> {
  const cover = coverPeriod({ from, to, now: new Date() });
  const { sql, values } = rollupSource('rollup', organizationId, cover);
  const facet = ROLLED_UP.map(([name, column]) => `when grouping(${column}) = 0 then '${name}'`).join(' ');
  const value = ROLLED_UP.map(([, column]) => `when grouping(${column}) = 0 then ${column}`).join(' ');
  const rolledUp = await client.query<FacetRow>(
    `select facet, value, count, virtual_key.name as label from (
       select case ${facet} end as facet, case ${value} end as value, sum(requests)::float8 as count
       from ${sql} as figure group by grouping sets (${ROLLED_UP.map(([, column]) => `(${column})`).join(', ')})
     ) as counted
     left join virtual_key on facet = 'key' and virtual_key.id::text = value and virtual_key.organization_id = $1
     where value is not null order by count desc, value`,
    [...values],
  );
  const tags = await client.query<FacetRow>(
    `select 'tag' as facet, tag as value, count(*)::float8 as count, null as label from (
       select tags from ledger.request where organization_id = $1 and started_at >= $2 and started_at < $3
       order by started_at desc, id desc limit ${TAG_ROWS}
     ) as newest, unnest(tags) as tag group by tag order by count desc, value limit ${MAX_VALUES}`,
    [organizationId, cover.from, cover.to],
  );
  const byFacet = Map.groupBy([...rolledUp.rows, ...tags.rows], ({ facet }) => facet);
  const valuesOf = (name: RequestFacet): FacetValue[] =>
    (byFacet.get(name) ?? []).slice(0, MAX_VALUES).map(({ value, count, label }) => ({
      value,
      count,
      ...(label === null ? {} : { label }),
    }));
  const facets = Object.fromEntries(REQUEST_FACETS.map((name) => [name, valuesOf(name)] as const));
  return { facets: facets as RequestFacets['facets'] };
}
