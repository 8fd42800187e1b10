import { type PeriodQuery, savingsReportSchema } from '@llm-cost-optimizer/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { apiGet } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';
import type { Group } from '../lib/view.ts';

/** GET /api/v1/savings: the period split by one dimension. `baseline` null = as recorded. */
export function useSavings(period: PeriodQuery, by: Group, baseline: string | null) {
  const query = { ...period, group_by: by, ...(baseline !== null && { baseline: `model:${baseline}` }) };
  return useQuery({
    queryKey: [QUERY.savings, 'groups', query],
    queryFn: ({ signal }) => apiGet('/api/v1/savings', savingsReportSchema, { query, signal }),
    placeholderData: keepPreviousData,
  });
}
