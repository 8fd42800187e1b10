import type { Overview } from '@llm-cost-optimizer/contracts';
import { toUsdString, usd, ZERO } from '@llm-cost-optimizer/pricing';
import type { PoolClient } from 'pg';
import type { Cover } from './cover-period.ts';
import type { PeriodDurations } from './durations.ts';
import { rollupSource } from './rollup-source.ts';
import type { ModelBucketRow } from './series.ts';

/** How the requests of a period spread over scores, modes and baselines. */
export type Distributions = Pick<Overview, 'complexity' | 'modes' | 'baselines'>;

interface DistributionRow {
  readonly score: number | null;
  readonly tier: string | null;
  readonly mode: string | null;
  readonly baseline: string | null;
  readonly historic: boolean | null;
  /** Which of the three groupings the row belongs to. */
  readonly kind: 'complexity' | 'mode' | 'baseline';
  readonly requests: number;
}

/** Reads all three in one pass. Requests that were never scored or had no mode are in neither of those two. */
export async function readDistributions(
  client: PoolClient,
  organizationId: string,
  cover: Cover,
): Promise<Distributions> {
  const { sql, values } = rollupSource('rollup', organizationId, cover);
  const { rows } = await client.query<DistributionRow>(
    // Added up to the few combinations first: three groupings of those are less work than three of the roll-ups.
    `select score, tier, mode, baseline, historic,
       case when grouping(score) = 0 then 'complexity' when grouping(mode) = 0 then 'mode' else 'baseline' end as kind,
       sum(requests)::float8 as requests
     from (
       select complexity_score as score, tier, mode, baseline_model as baseline, is_baseline_historic as historic,
         sum(requests) as requests
       from ${sql} as figure group by 1, 2, 3, 4, 5
     ) as combination
     group by grouping sets ((score, tier), (mode), (baseline, historic))
     order by requests desc, score, tier, mode, baseline`,
    [...values],
  );
  const of = (kind: DistributionRow['kind']) => rows.filter((row) => row.kind === kind);
  return {
    complexity: of('complexity')
      .flatMap(({ score, tier, requests }) => (score === null || tier === null ? [] : [{ score, tier, requests }]))
      .sort((one, other) => one.score - other.score),
    modes: of('mode').flatMap(({ mode, requests }) => (mode === null ? [] : [{ mode, requests }])),
    baselines: of('baseline').map(({ baseline, historic, requests }) => ({
      model: baseline,
      isHistoric: historic === true,
      requests,
    })),
  };
}

/** What each served model did in the period, most used first. Money is null where no request of the model has a price. */
export function toModels(rows: readonly ModelBucketRow[], durations: PeriodDurations): Overview['models'] {
  const models = Map.groupBy(
    rows.filter(({ provider, model }) => provider !== null && model !== null),
    ({ provider, model, simulated }) => JSON.stringify([provider, model, simulated]),
  );
  return [...models.values()]
    .flatMap((own) => {
      const [{ provider = null, model = null, simulated = false } = {}] = own;
      if (provider === null || model === null) return [];
      const count = (of: (row: ModelBucketRow) => number) => own.reduce((sum, row) => sum + of(row), 0);
      const money = (of: (row: ModelBucketRow) => string) =>
        toUsdString(own.reduce((sum, row) => sum + usd(of(row)), ZERO));
      const requests = count((row) => row.requests);
      return {
        provider,
        model,
        isSimulated: simulated,
        requests,
        costUsd: count((row) => row.unknownCostRequests) === requests ? null : money((row) => row.costUsd),
        savedUsd: count((row) => row.unpricedRequests) === requests ? null : money((row) => row.savedUsd),
        latencyP50Ms: durations.latencyP50Of(provider, model, simulated),
      };
    })
    .sort((one, other) => other.requests - one.requests || one.model.localeCompare(other.model, 'en'));
}
