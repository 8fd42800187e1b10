import { routingHealthSchema } from '@llm-cost-optimizer/contracts';
import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '../../../lib/api.ts';

/** How the router distributed the last day. */
export function routingHealthOptions() {
  return queryOptions({
    queryKey: ['routing-health'],
    queryFn: ({ signal }) => apiGet('/api/v1/routing/health', routingHealthSchema, { query: { range: '24h' }, signal }),
    staleTime: 60_000,
  });
}
