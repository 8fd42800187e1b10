import { modelListSchema } from '@llm-cost-optimizer/contracts';
import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** Models that routes may name, with price and state. */
export function modelListOptions() {
  return queryOptions({
    queryKey: [QUERY.models, 'list'],
    queryFn: async ({ signal }) => (await apiGet('/api/v1/models', modelListSchema, { signal })).models,
    staleTime: 300_000,
  });
}
