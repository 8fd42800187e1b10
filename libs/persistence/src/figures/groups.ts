import type { SavingsGroup } from '@llm-cost-optimizer/contracts';
import type { PoolClient } from 'pg';
import type { Cover } from './cover-period.ts';
import { rollupSource } from './rollup-source.ts';
import { addUp, SUMS_SQL, type Sums, type SumsRow } from './sums.ts';

/** Which rows count; what is left out counts all. */
export interface GroupFilter {
  readonly keyId?: string;
  readonly projectId?: string;
}

export interface GroupQuery {
  readonly organizationId: string;
  readonly cover: Cover;
  readonly by: readonly SavingsGroup[];
  readonly filter?: GroupFilter;
}

/** Sums of the rows that have the same values. */
export interface GroupSums {
  /** Value of each dimension asked for, in their order; null = the rows have none. */
  readonly values: readonly (string | null)[];
  /** For people: the name of the key or project where the value is its id, else the value. */
  readonly names: readonly (string | null)[];
  readonly sums: Sums;
  /** Tokens by kind, for pricing them anew. */
  readonly tokens: GroupTokens;
}

export interface GroupTokens {
  readonly prompt: number;
  readonly cached: number;
  readonly cacheWrite: number;
  readonly cacheWriteLong: number;
  readonly completion: number;
  readonly reasoning: number;
}

const COLUMNS: Readonly<Record<SavingsGroup, string>> = {
  day: `to_char(bucket_start at time zone 'UTC', 'YYYY-MM-DD')`,
  hour: `to_char(bucket_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:00:00"Z"')`,
  project: 'project_id',
  key: 'key_id',
  model: `served_provider || '/' || served_model`,
  mode: 'mode',
  tier: 'tier',
  outcome: 'outcome',
  baseline: 'baseline_model',
};

const TOKENS = `sum(prompt_tokens)::float8 as t_prompt, sum(cached_tokens)::float8 as t_cached,
  sum(cache_write_tokens)::float8 as t_write, sum(cache_write_long_tokens)::float8 as t_write_long,
  sum(completion_tokens)::float8 as t_completion, sum(reasoning_tokens)::float8 as t_reasoning`;

interface TokensRow {
  readonly t_prompt: number;
  readonly t_cached: number;
  readonly t_write: number;
  readonly t_write_long: number;
  readonly t_completion: number;
  readonly t_reasoning: number;
  readonly group_values: readonly (string | null)[];
}

/** Sums of a period by up to three dimensions, from roll-ups alone. No dimensions = one group of everything (none when nothing is there). */
export async function readGroups(client: PoolClient, query: GroupQuery): Promise<readonly GroupSums[]> {
  const { sql, values } = rollupSource('rollup', query.organizationId, query.cover);
  const given = [...values];
  const conditions = ['true'];
  for (const [column, value] of [
    ['key_id', query.filter?.keyId],
    ['project_id', query.filter?.projectId],
  ] as const) {
    if (value !== undefined) conditions.push(`${column} = $${given.push(value)}`);
  }
  const columns = query.by.map((name) => COLUMNS[name]);
  const grouped =
    columns.length === 0
      ? ''
      : `group by ${columns.map((_, at) => `d${at}`).join(', ')} order by ${columns.map((_, at) => `d${at}`).join(', ')}`;
  const named = columns.map((column, at) => `${column} as d${at}`);
  const { rows } = await client.query<SumsRow & TokensRow>(
    `select array[${columns.map((_, at) => `d${at}`).join(', ')}]::text[] as group_values, ${SUMS_SQL}, ${TOKENS}
     from (select ${['*', ...named].join(', ')} from ${sql} as figure where ${conditions.join(' and ')}) as dimensioned
     ${grouped}`,
    given,
  );
  const found = rows.filter((row) => row.requests > 0);
  const names = await namesOf(client, query, found);
  return found.map((row) => toGroup(row, names));
}

/** Tables that know the name behind an id. */
const NAMED: Readonly<Partial<Record<SavingsGroup, string>>> = { key: 'virtual_key', project: 'project' };

/** Names by id of the keys and projects among the groups. */
async function namesOf(
  client: PoolClient,
  { organizationId, by }: GroupQuery,
  rows: readonly TokensRow[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const [at, dimension] of by.entries()) {
    const table = NAMED[dimension];
    if (table === undefined) continue;
    const ids = [...new Set(rows.map(({ group_values }) => group_values[at] ?? null))].filter((id) => id !== null);
    const found = await client.query<{ id: string; name: string }>(
      `select id::text, name from ${table} where organization_id = $1 and id::text = any($2)`,
      [organizationId, ids],
    );
    for (const { id, name } of found.rows) names.set(id, name);
  }
  return names;
}

function toGroup(row: SumsRow & TokensRow, names: ReadonlyMap<string, string>): GroupSums {
  return {
    values: row.group_values,
    names: row.group_values.map((value) => (value === null ? null : (names.get(value) ?? value))),
    sums: addUp([row]),
    tokens: {
      prompt: row.t_prompt,
      cached: row.t_cached,
      cacheWrite: row.t_write,
      cacheWriteLong: row.t_write_long,
      completion: row.t_completion,
      reasoning: row.t_reasoning,
    },
  };
}
