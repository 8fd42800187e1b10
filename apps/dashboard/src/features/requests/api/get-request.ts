import { requestDetailSchema } from '@llm-cost-optimizer/contracts';
import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** Everything known about one request. `id` is ours or the client's. Rows never change, so it is read once. */
export function requestDetailOptions(id: string) {
  return queryOptions({
    queryKey: [QUERY.requests, 'detail', id],
    queryFn: ({ signal }) => apiGet(`/api/v1/requests/${encodeURIComponent(id)}`, requestDetailSchema, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
