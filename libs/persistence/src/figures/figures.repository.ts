import type { Overview, SavingsGroup } from '@llm-cost-optimizer/contracts';
import type { PoolClient } from 'pg';
import type { Database } from '../database.ts';
import { inSnapshot } from '../read.ts';
import { readNewest } from '../requests/newest.ts';
import { type BilledLine, readBilled } from './billed.ts';
import { type Cover, coverPeriod, finestKept } from './cover-period.ts';
import { readDistributions, toModels } from './distributions.ts';
import { readDurations } from './durations.ts';
import { type GroupFilter, type GroupSums, readGroups } from './groups.ts';
import { chooseBucket, type Period } from './period.ts';
import { projectMonth } from './projection.ts';
import { rollupSource } from './rollup-source.ts';
import { type RoutedShare, readRoutedShares } from './routed-shares.ts';
import { readModelBuckets, toSeries } from './series.ts';
import { addUp, SUMS_SQL, type SumsRow, toTotals } from './sums.ts';

export interface OverviewQuery extends Period {
  readonly organizationId: string;
  readonly now: Date;
}

export interface FigureGroupsQuery extends OverviewQuery {
  readonly by: readonly SavingsGroup[];
  readonly filter?: GroupFilter;
}

export interface FiguresRepository {
  /**
   * All figures of the overview page, on one snapshot. From roll-ups alone, but for the twenty newest requests, which
   * one index gives. The period is widened to whole minutes (for long ago: hours or days) and told in the answer.
   */
  overview(query: OverviewQuery): Promise<Overview>;
  /** Sums of a period by dimensions, from roll-ups, with the period as it was covered. */
  groups(query: FigureGroupsQuery): Promise<{ readonly period: Period; readonly groups: readonly GroupSums[] }>;
  /** What a provider should have billed in a period, by day and model. */
  billed(query: Parameters<typeof readBilled>[1]): Promise<readonly BilledLine[]>;
  /** How what the router decided spreads over tiers and models, from roll-ups. */
  routedShares(query: OverviewQuery): Promise<readonly RoutedShare[]>;
}

const RECENT = 20;

export function createFiguresRepository(db: Database): FiguresRepository {
  return {
    overview: (query) => inSnapshot(db.readPool, (client) => readOverview(client, query)),
    groups: (query) => {
      // Hours need buckets of an hour; all else is the same from days.
      const cover = coverPeriod(query, query.by.includes('hour') ? 'hour' : 'day');
      return inSnapshot(db.readPool, async (client) => ({
        period: { from: cover.from, to: cover.to },
        groups: await readGroups(client, { ...query, cover }),
      }));
    },
    billed: (query) => readBilled(db.readPool, query),
    routedShares: (query) =>
      inSnapshot(db.readPool, (client) => readRoutedShares(client, query.organizationId, coverPeriod(query))),
  };
}

async function readOverview(client: PoolClient, query: OverviewQuery): Promise<Overview> {
  const { organizationId, now } = query;
  const bucket = chooseBucket(query, now);
  const cover = coverPeriod(query, bucket);
  const modelBuckets = await readModelBuckets(client, { organizationId, cover, bucket });
  const durations = await readDurations(client, organizationId, cover);
  const sums = addUp(modelBuckets);
  return {
    period: { from: cover.from.toISOString(), to: cover.to.toISOString(), bucket },
    totals: toTotals(sums, durations),
    previous: await readPrevious(client, organizationId, cover, now),
    ...(await readDistributions(client, organizationId, cover)),
    series: toSeries({ cover, bucket, now, modelBuckets }),
    models: toModels(modelBuckets, durations),
    projectedMonthUsd: projectMonth(
      sums.moneys.savedUsd,
      await readFirstBucket(client, query, cover),
      new Date(Math.min(cover.to.getTime(), now.getTime())),
    ),
    recent: await readNewest(client, { organizationId, from: cover.from, to: cover.to, limit: RECENT }),
  };
}

/** Totals of the period of the same length before. */
async function readPrevious(client: PoolClient, organizationId: string, current: Cover, now: Date) {
  const from = new Date(2 * current.from.getTime() - current.to.getTime());
  const cover = coverPeriod({ from, to: current.from, now });
  const { sql, values } = rollupSource('rollup', organizationId, cover);
  const { rows } = await client.query<SumsRow>(`select ${SUMS_SQL} from ${sql} as figure`, [...values]);
  return toTotals(addUp(rows), await readDurations(client, organizationId, cover));
}

/** When the first request of the period came, to the width of the bucket that holds it; null without requests. */
async function readFirstBucket(
  client: PoolClient,
  { organizationId, now }: OverviewQuery,
  cover: Cover,
): Promise<Date | null> {
  if (finestKept(cover.from, now) === 'minute') {
    // A look at the index, and to the minute although the figures of the middle come from hours or days.
    const { rows } = await client.query<{ first: Date | null }>(
      `select min(bucket_start) as first from ledger.rollup_minute
       where organization_id = $1 and bucket_start >= $2 and bucket_start < $3`,
      [organizationId, cover.from, cover.to],
    );
    return rows[0]?.first ?? null;
  }
  const { sql, values } = rollupSource('rollup', organizationId, cover);
  const { rows } = await client.query<{ first: Date | null }>(
    `select min(bucket_start) as first from ${sql} as figure`,
    [...values],
  );
  return rows[0]?.first ?? null;
}
