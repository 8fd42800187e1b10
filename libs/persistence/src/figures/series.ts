import type { Overview } from '@llm-cost-optimizer/contracts';
import { type Money, toUsdString, usd, ZERO } from '@llm-cost-optimizer/pricing';
import type { PoolClient } from 'pg';
import type { Grain } from '../ledger/rollup-columns.ts';
import { type Cover, ceilTo, floorTo, GRAIN_MS } from './cover-period.ts';
import { rollupSource } from './rollup-source.ts';
import { addUp, SUMS_SQL, type SumsRow } from './sums.ts';

export type Series = Overview['series'];

/** Sums of one served model in one bucket. Provider and model are null where nothing was served. */
export type ModelBucketRow = SumsRow & {
  readonly start: Date;
  readonly provider: string | null;
  readonly model: string | null;
  readonly simulated: boolean;
};

export interface SeriesSource {
  readonly organizationId: string;
  readonly cover: Cover;
  readonly bucket: Grain;
}

/**
 * Sums by bucket and served model. Added up they are the totals, and those of a bucket: so the roll-ups are read once for
 * all of these, which are most of the page, and chart and totals cannot disagree.
 */
export async function readModelBuckets(client: PoolClient, source: SeriesSource): Promise<ModelBucketRow[]> {
  const { sql, values } = rollupSource('rollup', source.organizationId, source.cover);
  const { rows } = await client.query<ModelBucketRow>(
    `select date_trunc('${source.bucket}', bucket_start, 'UTC') as start, served_provider as provider,
       served_model as model, is_simulated as simulated, ${SUMS_SQL}
     from ${sql} as figure group by 1, 2, 3, 4`,
    [...values],
  );
  return rows;
}

const SHOWN_MODELS = 8;
const OTHER = 'other';

export interface SeriesInput {
  readonly cover: Cover;
  readonly bucket: Grain;
  readonly now: Date;
  readonly modelBuckets: readonly ModelBucketRow[];
}

/**
 * The chart of a period: every bucket from its first to its last, those without requests as zeros. A bucket is partial
 * when the period begins or ends inside it or when it is still running.
 */
export function toSeries({ cover, bucket, now, modelBuckets }: SeriesInput): Series {
  const modelsByStart = Map.groupBy(modelBuckets, ({ start }) => start.getTime());
  const shown = dearestModels(modelBuckets);
  const width = GRAIN_MS[bucket];
  const series: Series = [];
  for (let start = floorTo(bucket, cover.from.getTime()); start < ceilTo(bucket, cover.to.getTime()); start += width) {
    const rows = modelsByStart.get(start) ?? [];
    const { counts, moneys } = addUp(rows);
    series.push({
      start: new Date(start).toISOString(),
      isPartial: start < cover.from.getTime() || start + width > Math.min(cover.to.getTime(), now.getTime()),
      requests: counts.requests,
      costUsd: toUsdString(moneys.costUsd),
      baselineUsd: toUsdString(moneys.baselineUsd),
      savedUsd: toUsdString(moneys.savedUsd),
      cacheHits: counts.exactHits + counts.semanticHits,
      costByModelUsd: costByModel(rows, shown),
    });
  }
  return series;
}

/** Names of the models that cost most in the period. */
function dearestModels(rows: readonly ModelBucketRow[]): ReadonlySet<string> {
  const costs = new Map<string, Money>();
  for (const row of rows) {
    const name = modelName(row);
    if (name !== OTHER) costs.set(name, (costs.get(name) ?? ZERO) + usd(row.costUsd));
  }
  const byCost = [...costs].sort(([oneName, one], [otherName, other]) =>
    one === other ? oneName.localeCompare(otherName, 'en') : Number(one < other) - Number(one > other),
  );
  return new Set(byCost.slice(0, SHOWN_MODELS).map(([name]) => name));
}

function costByModel(rows: readonly ModelBucketRow[], shown: ReadonlySet<string>): Record<string, string> {
  const costs = new Map<string, Money>();
  for (const row of rows) {
    const name = modelName(row);
    const label = shown.has(name) ? name : OTHER;
    costs.set(label, (costs.get(label) ?? ZERO) + usd(row.costUsd));
  }
  // Requests that nothing served stand under `other`; as long as they cost nothing they need no mention.
  if (costs.get(OTHER) === ZERO) costs.delete(OTHER);
  return Object.fromEntries([...costs].map(([name, cost]) => [name, toUsdString(cost)]));
}

/** `provider/model`; money of requests that nothing served (failed attempts that were billed) goes to `other`. */
function modelName({ provider, model }: ModelBucketRow): string {
  return provider === null || model === null ? OTHER : `${provider}/${model}`;
}
