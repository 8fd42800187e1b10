import { type PeriodQuery, savingsReportSchema } from '@llm-cost-optimizer/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { apiGet } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** GET /api/v1/savings by model: requests, paid and saved of each model in the period. */
export function useModelFigures(period: PeriodQuery) {
  return useQuery({
    queryKey: [QUERY.savings, 'models', period],
    queryFn: ({ signal }) =>
      apiGet('/api/v1/savings', savingsReportSchema, { query: { ...period, group_by: 'model' }, signal }),
    placeholderData: keepPreviousData,
  });
}
