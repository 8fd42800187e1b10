import { type Overview, overviewSchema, type PeriodQuery } from '@llm-cost-optimizer/contracts';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { apiGet } from '../../../lib/api.ts';
import { isLivePeriod } from '../../../lib/period.ts';
import { QUERY } from '../../../lib/query-client.ts';
import { previousPeriod } from '../lib/previous-period.ts';

/** GET /api/v1/overview. Only periods that end now are kept under `live`, where events are added to them. */
export function overviewOptions(period: PeriodQuery) {
  const isLive = isLivePeriod(period);
  return queryOptions<Overview>({
    queryKey: [QUERY.overview, isLive ? 'live' : 'fixed', period],
    queryFn: ({ signal }) => apiGet('/api/v1/overview', overviewSchema, { query: period, signal }),
    placeholderData: keepPreviousData,
    ...(!isLive && { staleTime: Number.POSITIVE_INFINITY }),
  });
}

/** The figures of a period. While another period loads, those of the last one stay (`isPlaceholderData`). */
export function useOverview(period: PeriodQuery) {
  return useQuery(overviewOptions(period));
}

/** The figures of the period before, for the dashed line of the time chart; read only when `isEnabled`. */
export function usePreviousOverview(overview: Overview, isEnabled: boolean) {
  return useQuery({ ...overviewOptions(previousPeriod(overview.period)), enabled: isEnabled });
}
