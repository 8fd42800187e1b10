import type { Overview } from '@llm-cost-optimizer/contracts';
import { OTHER } from '../../../lib/colors.ts';

export const MEASURES = ['cost', 'requests'] as const;
export type Measure = (typeof MEASURES)[number];

export interface TrendRow {
  readonly start: string;
  readonly isPartial: boolean;
  readonly requests: number;
  readonly cacheHits: number;
  readonly costUsd: number;
  readonly baselineUsd: number;
  readonly savedUsd: number;
  /** Paid by model, in the order of `models`. */
  readonly byModel: readonly number[];
  /** Cost or requests of the same bucket of the period before; null when not compared. */
  readonly previous: number | null;
}

export interface Trend {
  /** `provider/model`, dearest first, the rest (`other`) last. */
  readonly models: readonly string[];
  readonly rows: readonly TrendRow[];
}

/** The series as the chart draws it; numbers are for drawing only. */
export function toTrend(series: Overview['series'], previous: Overview['series'] | null, measure: Measure): Trend {
  const paid = new Map<string, number>();
  for (const bucket of series) {
    for (const [model, usd] of Object.entries(bucket.costByModelUsd))
      paid.set(model, (paid.get(model) ?? 0) + Number(usd));
  }
  const models = [...paid.keys()].sort((left, right) => {
    if (left === OTHER || right === OTHER) return left === OTHER ? 1 : -1;
    return (paid.get(right) ?? 0) - (paid.get(left) ?? 0);
  });
  const rows = series.map((bucket, index) => {
    const before = previous?.[index];
    return {
      start: bucket.start,
      isPartial: bucket.isPartial,
      requests: bucket.requests,
      cacheHits: bucket.cacheHits,
      costUsd: Number(bucket.costUsd),
      baselineUsd: Number(bucket.baselineUsd),
      savedUsd: Number(bucket.savedUsd),
      byModel: models.map((model) => Number(bucket.costByModelUsd[model] ?? 0)),
      previous: before === undefined ? null : measure === 'cost' ? Number(before.costUsd) : before.requests,
    };
  });
  return { models, rows };
}

/** Each row as the sum of all before and itself. */
export function accumulate({ models, rows }: Trend): Trend {
  const sums = {
    requests: 0,
    cacheHits: 0,
    costUsd: 0,
    baselineUsd: 0,
    savedUsd: 0,
    previous: 0,
    byModel: models.map(() => 0),
  };
  const added = rows.map((row) => {
    sums.requests += row.requests;
    sums.cacheHits += row.cacheHits;
    sums.costUsd += row.costUsd;
    sums.baselineUsd += row.baselineUsd;
    sums.savedUsd += row.savedUsd;
    sums.previous += row.previous ?? 0;
    sums.byModel = sums.byModel.map((sum, index) => sum + (row.byModel[index] ?? 0));
    return { ...row, ...sums, previous: row.previous === null ? null : sums.previous };
  });
  return { models, rows: added };
}
