import type { Overview, Totals } from '@llm-cost-optimizer/contracts';

/** Totals of a small period: 10 requests, $1 paid, $10 baseline, $9 saved. Override what a case is about. */
export function buildTotals(overrides: Partial<Totals> = {}): Totals {
  return {
    requests: 10,
    succeeded: 9,
    failed: 1,
    cancelled: 0,
    rejected: 0,
    simulatedRequests: 0,
    unpricedRequests: 0,
    estimatedRequests: 0,
    promptTokens: 1000,
    cachedTokens: 100,
    completionTokens: 500,
    reasoningTokens: 0,
    costUsd: '1',
    baselineUsd: '10',
    savedUsd: '9',
    savingsRate: 0.9,
    levers: {
      routing: '6',
      exactCache: '2',
      semanticCache: '0.5',
      dedup: '0.25',
      promptCache: '0.5',
      serviceTier: '0',
    },
    overheadUsd: '0.25',
    cache: { exactHits: 2, semanticHits: 1, shared: 0, misses: 7, bypassed: 0, hitRate: 0.3 },
    latencyMs: { p50: 500, p95: 900, p99: 1200, average: 550 },
    overheadMs: { p50: 1, p95: 2 },
    uptime: 0.9,
    rescuedRequests: 0,
    ...overrides,
  };
}

/** An overview of one hour in two buckets, the second still filling. */
export function buildOverview(overrides: Partial<Overview> = {}): Overview {
  return {
    period: { from: '2026-07-03T11:00:00.000Z', to: '2026-07-03T12:30:00.000Z', bucket: 'hour' },
    totals: buildTotals(),
    previous: buildTotals(),
    baselines: [],
    series: [
      buildBucket('2026-07-03T11:00:00.000Z', { 'a/small': '0.1', 'b/large': '0.3' }),
      { ...buildBucket('2026-07-03T12:00:00.000Z', { 'b/large': '0.4', other: '0.9' }), isPartial: true },
    ],
    models: [],
    complexity: [],
    modes: [],
    projectedMonthUsd: null,
    recent: [],
    ...overrides,
  };
}

function buildBucket(start: string, costByModelUsd: Record<string, string>): Overview['series'][number] {
  return {
    start,
    isPartial: false,
    requests: 5,
    costUsd: '0.5',
    baselineUsd: '5',
    savedUsd: '4.5',
    cacheHits: 1,
    costByModelUsd,
  };
}
