import { configDocumentSchema } from '@llm-cost-optimizer/contracts';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiGet } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

const configOptions = queryOptions({
  // The key under which the routing page keeps the same document.
  queryKey: [QUERY.config, 'active'],
  queryFn: ({ signal }) => apiGet('/api/v1/config', configDocumentSchema, { signal }),
});

/** GET /api/v1/config, for its warnings and the state of the watched file. */
export function useConfigDocument() {
  return useQuery(configOptions);
}
