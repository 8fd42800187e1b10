import { HOURS_KEPT_DAYS, MINUTES_KEPT_DAYS } from '../ledger/partitions.ts';
import { DAY_MS } from '../ledger/periods.ts';
import type { Grain } from '../ledger/rollup-columns.ts';

/** A part of a period that is read from the roll-up of one grain. Whole buckets, end exclusive. */
export interface Segment {
  readonly grain: Grain;
  readonly from: Date;
  readonly to: Date;
}

/** A period as whole buckets: exact to the minute, and still read from a few hundred rows. */
export interface Cover {
  /** The period after widening to whole buckets of the finest grain that is kept for its age. */
  readonly from: Date;
  readonly to: Date;
  readonly segments: readonly Segment[];
}

export const GRAIN_MS: Readonly<Record<Grain, number>> = { minute: 60_000, hour: 3_600_000, day: DAY_MS };

/**
 * Covers [from, to) with the coarsest buckets that fit: days in the middle, hours beside them, minutes at the ends.
 * The ends are widened to whole minutes; to whole hours or days where the finer roll-ups have been dropped by now.
 * `coarsest` limits the width, for charts with narrower buckets.
 */
export function coverPeriod(period: { from: Date; to: Date; now: Date }, coarsest: Grain = 'day'): Cover {
  const { from, to, now } = period;
  const finest = finestKept(from, now);
  const start = floorTo(finest, from.getTime());
  const end = Math.max(start, ceilTo(finest, to.getTime()));
  const segments: Segment[] = [];
  let cursor = start;
  while (cursor < end) {
    const grain = coarsestAt(cursor, end, coarsest);
    const width = GRAIN_MS[grain];
    // Up to where a coarser bucket can begin, or to the last whole bucket of this grain.
    const limit = grain === coarsest ? end : Math.min(end, ceilTo(coarser(grain), cursor + 1));
    const until = cursor + Math.floor((limit - cursor) / width) * width;
    segments.push({ grain, from: new Date(cursor), to: new Date(until) });
    cursor = until;
  }
  return { from: new Date(start), to: new Date(end), segments };
}

/** The finest roll-up that still holds buckets as old as `from`. */
export function finestKept(from: Date, now: Date): Grain {
  const ageDays = (now.getTime() - from.getTime()) / DAY_MS;
  if (ageDays <= MINUTES_KEPT_DAYS) return 'minute';
  return ageDays <= HOURS_KEPT_DAYS ? 'hour' : 'day';
}

/** The coarsest grain whose bucket begins at `cursor` and ends by `end`. Days and hours are all of one length in UTC. */
function coarsestAt(cursor: number, end: number, coarsest: Grain): Grain {
  for (const grain of ['day', 'hour'] as const) {
    if (GRAIN_MS[grain] > GRAIN_MS[coarsest]) continue;
    if (cursor % GRAIN_MS[grain] === 0 && cursor + GRAIN_MS[grain] <= end) return grain;
  }
  return 'minute';
}

function coarser(grain: Grain): Grain {
  return grain === 'minute' ? 'hour' : 'day';
}

/** Start of the bucket that holds a time, in milliseconds. */
export function floorTo(grain: Grain, time: number): number {
  return Math.floor(time / GRAIN_MS[grain]) * GRAIN_MS[grain];
}

/** Start of the first bucket that begins at or after a time. */
export function ceilTo(grain: Grain, time: number): number {
  return Math.ceil(time / GRAIN_MS[grain]) * GRAIN_MS[grain];
}
