import type { LedgerDelta } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { buildOverview, buildTotals } from './__testing__/overview.builder.ts';
import { applyDeltas, mergeDeltas } from './live-reducers.ts';

const READ_AT = Date.parse('2026-07-03T12:30:00.000Z');
const delta = (overrides: Partial<LedgerDelta> = {}): LedgerDelta => ({
  organizationId: 'org_default',
  committedAt: '2026-07-03T12:30:01.000Z',
  requests: 2,
  failed: 1,
  cacheHits: 1,
  costUsd: '0.1',
  savedUsd: '0.9',
  ...overrides,
});

describe('live deltas', () => {
  it('are added to the totals exactly', () => {
    const { totals } = applyDeltas(
      buildOverview(),
      [delta(), delta({ costUsd: '0.2', savedUsd: '0.000001' })],
      READ_AT,
    );
    expect(totals).toMatchObject({
      requests: 14,
      failed: 3,
      costUsd: '1.3',
      savedUsd: '9.900001',
      baselineUsd: '11.200001',
    });
    expect(totals.savingsRate).toBeCloseTo(9.900001 / 11.200001, 12);
  });

  it('are added to the bucket that is being filled and to no other', () => {
    const { series } = applyDeltas(buildOverview(), [delta()], READ_AT);
    expect(series.map((bucket) => [bucket.requests, bucket.cacheHits, bucket.costUsd])).toEqual([
      [5, 1, '0.5'],
      [7, 2, '0.6'],
    ]);
  });

  it('do not count twice when the overview was read after they were committed', () => {
    const overview = buildOverview();
    expect(applyDeltas(overview, [delta({ committedAt: '2026-07-03T12:29:59.000Z' })], READ_AT)).toBe(overview);
  });

  it('leave the savings rate unknown while there is no baseline', () => {
    const overview = buildOverview({
      totals: buildTotals({ costUsd: '0', baselineUsd: '0', savedUsd: '0', savingsRate: null }),
    });
    expect(applyDeltas(overview, [delta({ costUsd: '0', savedUsd: '0' })], READ_AT).totals.savingsRate).toBeNull();
  });

  it('change nothing of what they do not know', () => {
    const overview = buildOverview();
    const after = applyDeltas(overview, [delta()], READ_AT);
    expect(after.totals.levers).toBe(overview.totals.levers);
    expect(after.recent).toBe(overview.recent);
  });

  it('merge into one with the latest time', () => {
    expect(mergeDeltas([])).toBeNull();
    expect(mergeDeltas([delta({ committedAt: '2026-07-03T12:30:05.000Z' }), delta()])).toEqual(
      delta({
        committedAt: '2026-07-03T12:30:05.000Z',
        requests: 4,
        failed: 2,
        cacheHits: 2,
        costUsd: '0.2',
        savedUsd: '1.8',
      }),
    );
  });
});
