import { configDocumentSchema } from '@llm-cost-optimizer/contracts';
import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** The configuration in force. */
export function configOptions() {
  return queryOptions({
    queryKey: [QUERY.config, 'active'],
    queryFn: ({ signal }) => apiGet('/api/v1/config', configDocumentSchema, { signal }),
  });
}
