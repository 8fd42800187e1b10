import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GRAINS } from '../ledger/rollup-columns.ts';
import { coverPeriod, GRAIN_MS } from './cover-period.ts';

const NOW = new Date('2026-11-20T12:30:30.000Z');
const time = fc.integer({ min: Date.parse('2026-09-25'), max: NOW.getTime() });

describe('coverPeriod', () => {
  it('covers the period without gap or overlap, in whole buckets, widened by less than a minute at each end', () => {
    fc.assert(
      fc.property(time, time, fc.constantFrom(...GRAINS), (one, other, coarsest) => {
        const [from, to] = [new Date(Math.min(one, other)), new Date(Math.max(one, other) + 1)];
        const cover = coverPeriod({ from, to, now: NOW }, coarsest);
        expect(cover.segments[0]?.from).toEqual(cover.from);
        expect(cover.segments.at(-1)?.to).toEqual(cover.to);
        for (const [index, segment] of cover.segments.entries()) {
          const width = GRAIN_MS[segment.grain];
          expect(segment.from.getTime() % width).toBe(0);
          expect(segment.to.getTime() % width).toBe(0);
          expect(segment.to.getTime()).toBeGreaterThan(segment.from.getTime());
          expect(width).toBeLessThanOrEqual(GRAIN_MS[coarsest]);
          if (index > 0) expect(segment.from).toEqual(cover.segments[index - 1]?.to);
        }
        expect(from.getTime() - cover.from.getTime()).toBeGreaterThanOrEqual(0);
        expect(from.getTime() - cover.from.getTime()).toBeLessThan(60_000);
        expect(cover.to.getTime() - to.getTime()).toBeGreaterThanOrEqual(0);
        expect(cover.to.getTime() - to.getTime()).toBeLessThan(60_000);
        expect(cover.segments.length).toBeLessThanOrEqual(5);
      }),
    );
  });

  it('reads thirty days from days, with hours and minutes at the ends', () => {
    const from = new Date('2026-10-21T12:30:30.000Z');
    const { segments } = coverPeriod({ from, to: NOW, now: NOW });
    expect(segments.map(({ grain, from: start }) => `${grain} ${start.toISOString()}`)).toEqual([
      'minute 2026-10-21T12:30:00.000Z',
      'hour 2026-10-21T13:00:00.000Z',
      'day 2026-10-22T00:00:00.000Z',
      'hour 2026-11-20T00:00:00.000Z',
      'minute 2026-11-20T12:00:00.000Z',
    ]);
  });

  it('widens to hours and days where the finer buckets are gone', () => {
    const months = coverPeriod({
      from: new Date('2026-06-01T10:20:00Z'),
      to: new Date('2026-06-02T00:10:00Z'),
      now: NOW,
    });
    expect([months.from.toISOString(), months.to.toISOString()]).toEqual([
      '2026-06-01T10:00:00.000Z',
      '2026-06-02T01:00:00.000Z',
    ]);
    const years = coverPeriod({
      from: new Date('2024-06-01T10:20:00Z'),
      to: new Date('2024-06-02T00:10:00Z'),
      now: NOW,
    });
    expect(years.segments).toEqual([{ grain: 'day', from: new Date('2024-06-01'), to: new Date('2024-06-03') }]);
  });
});
