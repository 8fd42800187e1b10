import { type PeriodQuery, requestFacetsSchema } from '@llm-cost-optimizer/contracts';
import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** Values of the filters with their counts in the period. */
export function requestFacetsOptions(period: PeriodQuery) {
  return queryOptions({
    queryKey: [QUERY.requests, 'facets', period],
    queryFn: ({ signal }) => apiGet('/api/v1/requests/facets', requestFacetsSchema, { query: { ...period }, signal }),
    staleTime: 60_000,
  });
}
