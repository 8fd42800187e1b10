import { type Money, usd } from '@llm-cost-optimizer/pricing';
import type { Pool } from 'pg';

/** Sums over the calls of one day to one model, in the provider's words for it. */
export interface BilledLine {
  /** UTC, `YYYY-MM-DD`, of the start of the call. */
  readonly day: string;
  /** As the provider's answer names it; where none came, as it was asked. */
  readonly model: string;
  readonly requests: number;
  readonly input: number;
  readonly cached: number;
  readonly cacheWrite: number;
  readonly cacheWriteLong: number;
  readonly output: number;
  /** Known costs. */
  readonly cost: Money;
  readonly estimated: number;
  readonly unpriced: number;
}

interface Row extends Omit<BilledLine, 'cost'> {
  readonly cost: string;
}

/** What a provider should have billed, from the attempt rows: they alone know every call. Calls that were never billed are left out. */
export async function readBilled(
  pool: Pool,
  {
    organizationId,
    provider,
    from,
    to,
    isSimulated,
  }: {
    readonly organizationId: string;
    readonly provider: string;
    readonly from: Date;
    readonly to: Date;
    readonly isSimulated: boolean;
  },
): Promise<BilledLine[]> {
  const { rows } = await pool.query<Row>(
    `select to_char(started_at at time zone 'UTC', 'YYYY-MM-DD') as day, coalesce(answered_model, model) as model,
       count(*)::int as requests,
       sum(prompt_tokens - cached_tokens - cache_write_tokens - cache_write_long_tokens)::float8 as input,
       sum(cached_tokens)::float8 as cached,
       sum(cache_write_tokens)::float8 as "cacheWrite",
       sum(cache_write_long_tokens)::float8 as "cacheWriteLong",
       sum(completion_tokens)::float8 as output,
       coalesce(sum(cost_usd), 0)::text as cost,
       (count(*) filter (where usage_source = 'estimated'))::int as estimated,
       (count(*) filter (where cost_usd is null))::int as unpriced
     from ledger.attempt
     where organization_id = $1 and provider = $2 and is_simulated = $5 and usage_source <> 'none'
       and started_at >= $3 and started_at < $4
       and request_started_at >= $3::timestamptz - interval '1 day' and request_started_at < $4
     group by 1, 2 order by 1, 2`,
    [organizationId, provider, from, to, isSimulated],
  );
  return rows.map(({ cost, ...row }) => ({ ...row, cost: usd(cost) }));
}
