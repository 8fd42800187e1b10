import type { Tier } from '@llm-cost-optimizer/contracts';
import { TIERS } from '@llm-cost-optimizer/contracts';
import type { PoolClient } from 'pg';
import type { Cover } from './cover-period.ts';
import { rollupSource } from './rollup-source.ts';

/** Requests of one tier that one model answered. */
export interface RoutedShare {
  readonly tier: Tier;
  /** `provider/model`. */
  readonly model: string;
  readonly requests: number;
}

/** How what the router decided spreads over tiers and models. Only requests that were scored and made their own call count. */
export async function readRoutedShares(
  client: PoolClient,
  organizationId: string,
  cover: Cover,
): Promise<readonly RoutedShare[]> {
  const { sql, values } = rollupSource('rollup', organizationId, cover);
  const { rows } = await client.query<{ tier: string; model: string; requests: number }>(
    `select tier, served_provider || '/' || served_model as model, sum(requests)::float8 as requests
     from ${sql} as figure
     where tier is not null and served_model is not null and outcome = 'ok'
     group by tier, served_provider, served_model
     order by requests desc, model, tier`,
    [...values],
  );
  return rows.flatMap(({ tier, model, requests }) => {
    const known = TIERS.find((one) => one === tier);
    return known === undefined ? [] : [{ tier: known, model, requests }];
  });
}
