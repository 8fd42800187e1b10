import { overviewSchema, type PeriodQuery } from '@llm-cost-optimizer/contracts';
import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '../../../lib/api.ts';
import { isLivePeriod } from '../../../lib/period.ts';
import { QUERY } from '../../../lib/query-client.ts';

/**
 * Figures of the period, of which the histogram above the list draws the series: sums by time bucket, ready-made, so
 * that the ledger is not scanned for it. Lives in the cache where live events are added to figures of open periods.
 */
export function requestVolumeOptions(period: PeriodQuery) {
  return queryOptions({
    queryKey: [QUERY.overview, isLivePeriod(period) ? 'live' : 'past', { ...period }],
    queryFn: ({ signal }) => apiGet('/api/v1/overview', overviewSchema, { query: { ...period }, signal }),
  });
}
