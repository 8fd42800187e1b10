import type { PoolClient } from 'pg';
import type { Cover } from './cover-period.ts';
import { addToHistogram, percentileMs } from './histogram.ts';
import { rollupSource } from './rollup-source.ts';
import type { DurationFigures } from './sums.ts';

interface DurationRow {
  readonly provider: string | null;
  readonly model: string | null;
  readonly simulated: boolean;
  readonly bin: number;
  readonly latency: number;
  readonly overhead: number;
}

/** Percentiles of a period: over all requests, and the median latency by model. */
export interface PeriodDurations extends DurationFigures {
  /** Median latency in ms of one served model; null when it answered nothing. */
  latencyP50Of(provider: string, model: string, isSimulated: boolean): number | null;
}

/** Reads the histograms of a period. */
export async function readDurations(
  client: PoolClient,
  organizationId: string,
  cover: Cover,
): Promise<PeriodDurations> {
  const { sql, values } = rollupSource('duration', organizationId, cover);
  const { rows } = await client.query<DurationRow>(
    `select served_provider as provider, served_model as model, is_simulated as simulated, bin,
       sum(latency_count)::float8 as latency, sum(overhead_count)::float8 as overhead
     from ${sql} as figure group by 1, 2, 3, 4`,
    [...values],
  );
  const latency = new Map<number, number>();
  const overhead = new Map<number, number>();
  const byModel = new Map<string, Map<number, number>>();
  for (const row of rows) {
    addToHistogram(latency, row.bin, row.latency);
    addToHistogram(overhead, row.bin, row.overhead);
    const key = modelKey(row.provider, row.model, row.simulated);
    const own = byModel.get(key) ?? new Map<number, number>();
    addToHistogram(own, row.bin, row.latency);
    byModel.set(key, own);
  }
  return {
    latencyMs: { p50: percentileMs(latency, 0.5), p95: percentileMs(latency, 0.95), p99: percentileMs(latency, 0.99) },
    overheadMs: { p50: percentileMs(overhead, 0.5), p95: percentileMs(overhead, 0.95) },
    latencyP50Of: (provider, model, isSimulated) =>
      percentileMs(byModel.get(modelKey(provider, model, isSimulated)) ?? new Map(), 0.5),
  };
}

function modelKey(provider: string | null, model: string | null, isSimulated: boolean): string {
  return JSON.stringify([provider, model, isSimulated]);
}
