import { configVersionDetailSchema } from '@llm-cost-optimizer/contracts';
import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** One version with its text. The text of a version never changes, so it is read once. */
export function configVersionOptions(version: number) {
  return queryOptions({
    queryKey: [QUERY.config, 'version', version],
    queryFn: ({ signal }) => apiGet(`/api/v1/config/versions/${version}`, configVersionDetailSchema, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
