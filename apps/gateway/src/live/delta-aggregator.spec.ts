import type { LedgerDelta } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { DeltaAggregator } from './delta-aggregator.ts';

const delta = (organizationId: string, fields: Partial<LedgerDelta> = {}): LedgerDelta => ({
  organizationId,
  committedAt: '2026-11-24T12:00:00.000Z',
  requests: 1,
  failed: 0,
  cacheHits: 0,
  costUsd: '0.1',
  savedUsd: '0.2',
  ...fields,
});

describe('the sums of live deltas', () => {
  it('add up per organization, to the last digit', () => {
    const aggregator = new DeltaAggregator();
    aggregator.add([delta('a'), delta('a', { costUsd: '0.2', failed: 1 }), delta('b', { savedUsd: '-0.05' })]);
    aggregator.add([delta('a', { cacheHits: 1, committedAt: '2026-11-24T12:00:01.000Z' })]);
    expect(aggregator.take()).toEqual([
      delta('a', {
        requests: 3,
        failed: 1,
        cacheHits: 1,
        costUsd: '0.4',
        savedUsd: '0.6',
        committedAt: '2026-11-24T12:00:01.000Z',
      }),
      delta('b', { savedUsd: '-0.05' }),
    ]);
  });

  it('begin anew after they were taken', () => {
    const aggregator = new DeltaAggregator();
    aggregator.add([delta('a')]);
    aggregator.take();
    expect(aggregator.isEmpty).toBe(true);
    expect(aggregator.take()).toEqual([]);
  });
});
