import { configVersionListSchema } from '@llm-cost-optimizer/contracts';
import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** All versions of the configuration, newest first. */
export function configVersionsOptions() {
  return queryOptions({
    queryKey: [QUERY.config, 'versions'],
    queryFn: async ({ signal }) =>
      (await apiGet('/api/v1/config/versions', configVersionListSchema, { signal })).versions,
  });
}
