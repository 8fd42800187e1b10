import { CHARGE_BUDGETS } from '../budgets/matching.sql.ts';
import { ATTEMPT_COLUMNS, type Columns, REQUEST_COLUMNS } from './columns.ts';
import {
  DIMENSIONS,
  DURATION_DIMENSIONS,
  DURATION_MEASURES,
  GRAINS,
  type Grain,
  MEASURE_NAMES,
  MEASURES,
  SUCCEEDED,
} from './rollup-columns.ts';

/**
 * Writes the entries of a batch, adds them to the roll-ups and books them on budgets, in one statement.
 * $1 entries as JSON, one a line: the text that the gateway wrote, so that nobody has to write it anew as rows. Returns one
 * row per organization with what was really written.
 *
 * Everything after `inserted` reads from it, so rows that were there already count nowhere: not in the attempts, not in
 * the roll-ups, not on budgets, not in the result. All writes are ordered by key and the roll-ups come in one order (the statement is
 * always this one), so that two workers meet at the same row first and wait instead of blocking each other.
 */
export const WRITE_ENTRIES = `
with entry as materialized (
  select parsed->'request' as request, parsed->'attempts' as attempts
  from unnest(string_to_array($1::text, E'\\n')) as line cross join lateral (select line::jsonb as parsed) as entry
  where line <> ''
),
inserted as (
  insert into ledger.request (${names(REQUEST_COLUMNS)})
  select ${values(REQUEST_COLUMNS)} from entry
  order by started_at, id
  on conflict do nothing
  returning *
),
inserted_attempt as (
  insert into ledger.attempt (${names(ATTEMPT_COLUMNS)})
  select ${values(ATTEMPT_COLUMNS)} from entry cross join lateral jsonb_array_elements(attempts) as attempt
  where (request->>'id')::uuid in (select id from inserted)
  order by request_started_at, id
  on conflict do nothing
  returning organization_id, request_id, provider, model, coalesce(charge_usd, cost_usd, 0) as charged
),
${CHARGE_BUDGETS},
${GRAINS.map(rollUp).join(',\n')},
${GRAINS.map(rollUpDurations).join(',\n')}
select organization_id,
  count(*)::int as requests,
  (select count(*)::int from inserted_attempt a where a.organization_id = inserted.organization_id) as attempts,
  (count(*) filter (where outcome = 'failed'))::int as failed,
  (count(*) filter (where cache in ('HIT', 'SEMANTIC')))::int as cache_hits,
  coalesce(sum(cost_usd), 0)::text as cost_usd,
  coalesce(sum(saved_usd), 0)::text as saved_usd
from inserted group by organization_id order by organization_id`;

function rollUp(grain: Grain): string {
  const dimensions = DIMENSIONS.join(', ');
  const measures = MEASURE_NAMES.map((name) => `${MEASURES[name]} as ${name}`).join(', ');
  const additions = MEASURE_NAMES.map((name) => `${name} = rollup.${name} + excluded.${name}`).join(', ');
  return `rolled_${grain} as (
  insert into ledger.rollup_${grain} as rollup
    (organization_id, bucket_start, dimension_key, ${dimensions}, ${MEASURE_NAMES.join(', ')})
  select organization_id, ${bucketStart(grain)} as bucket_start, ${keyOf(DIMENSIONS)} as dimension_key, ${dimensions}, ${measures}
  from inserted
  group by organization_id, ${bucketStart(grain)}, ${dimensions}
  order by 1, 2, 3
  on conflict (organization_id, bucket_start, dimension_key) do update set ${additions}
)`;
}

function rollUpDurations(grain: Grain): string {
  const dimensions = DURATION_DIMENSIONS.join(', ');
  const measures = Object.keys(DURATION_MEASURES);
  const additions = measures.map((name) => `${name} = rollup.${name} + excluded.${name}`).join(', ');
  const bins = Object.entries(DURATION_MEASURES).map(([name, column]) => `('${name}', ledger.duration_bin(${column}))`);
  const counts = measures.map((name) => `count(*) filter (where measure = '${name}') as ${name}`).join(', ');
  return `durations_${grain} as (
  insert into ledger.duration_${grain} as rollup
    (organization_id, bucket_start, dimension_key, bin, ${dimensions}, ${measures.join(', ')})
  select organization_id, ${bucketStart(grain)} as bucket_start, ${keyOf(DURATION_DIMENSIONS)} as dimension_key, bin, ${dimensions}, ${counts}
  from inserted cross join lateral (values ${bins.join(', ')}) as duration(measure, bin)
  where outcome in ${SUCCEEDED} and bin is not null
  group by organization_id, ${bucketStart(grain)}, bin, ${dimensions}
  order by 1, 2, 3, 4
  on conflict (organization_id, bucket_start, dimension_key, bin) do update set ${additions}
)`;
}

/** Buckets are in UTC, whatever zone the server is set to. */
function bucketStart(grain: Grain): string {
  return `date_trunc('${grain}', started_at, 'UTC')`;
}

/** The text of a row tells null from '' and quotes what separates, so different dimensions have different keys. */
function keyOf(dimensions: readonly string[]): string {
  return `sha256(convert_to(row(${dimensions.join(', ')})::text, 'UTF8'))`;
}

function names(columns: Columns): string {
  return Object.keys(columns).join(', ');
}

function values(columns: Columns): string {
  return Object.entries(columns)
    .map(([name, [type, expression]]) => `(${expression})::${type} as ${name}`)
    .join(', ');
}
