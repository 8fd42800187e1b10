import { describe, expect, it } from 'vitest';
import { buildOverview } from '../../../lib/__testing__/overview.builder.ts';
import { previousPeriod } from './previous-period.ts';
import { accumulate, toTrend } from './trend.ts';

const { series } = buildOverview();

describe('time chart', () => {
  it('orders models by what was paid, the rest last', () => {
    expect(toTrend(series, null, 'cost').models).toEqual(['b/large', 'a/small', 'other']);
  });

  it('draws zero for a model that a bucket does not name', () => {
    expect(toTrend(series, null, 'cost').rows.map((row) => row.byModel)).toEqual([
      [0.3, 0.1, 0],
      [0.4, 0, 0.9],
    ]);
  });

  it('sets the buckets of the period before beside those of this one', () => {
    expect(toTrend(series, series.slice(0, 1), 'requests').rows.map((row) => row.previous)).toEqual([5, null]);
    expect(toTrend(series, null, 'cost').rows.map((row) => row.previous)).toEqual([null, null]);
  });

  it('adds up when cumulative, and leaves the unknown unknown', () => {
    const { rows } = accumulate(toTrend(series, series.slice(0, 1), 'cost'));
    expect(rows.map((row) => row.requests)).toEqual([5, 10]);
    expect(rows[1]?.byModel.map((usd) => Number(usd.toFixed(6)))).toEqual([0.7, 0.1, 0.9]);
    expect(rows.map((row) => row.previous)).toEqual([0.5, null]);
  });
});

describe('previous period', () => {
  it('has as many whole buckets and ends where this one begins', () => {
    expect(
      previousPeriod({ from: '2026-07-03T11:20:00.000Z', to: '2026-07-03T13:10:00.000Z', bucket: 'hour' }),
    ).toEqual({
      from: '2026-07-03T08:00:00.000Z',
      to: '2026-07-03T11:00:00.000Z',
    });
  });

  it('stays the same while the present bucket fills', () => {
    const from = '2026-07-03T11:20:00.000Z';
    const at = (to: string) => previousPeriod({ from, to, bucket: 'hour' });
    expect(at('2026-07-03T13:10:00.000Z')).toEqual(at('2026-07-03T13:59:00.000Z'));
  });
});
