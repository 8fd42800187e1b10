import { ruleListSchema } from '@llm-cost-optimizer/contracts';
import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** The rules in force, in order. */
export function rulesOptions() {
  return queryOptions({
    queryKey: [QUERY.config, 'rules'],
    queryFn: ({ signal }) => apiGet('/api/v1/routing/rules', ruleListSchema, { signal }),
  });
}
