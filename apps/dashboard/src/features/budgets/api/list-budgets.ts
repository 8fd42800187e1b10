import { budgetListSchema } from '@llm-cost-optimizer/contracts';
import { useQuery } from '@tanstack/react-query';
import { apiGet } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** What is held changes with every request and has no event. */
const REFRESH_MS = 10_000;

/** GET /api/v1/budgets: all budgets in force, read again every ten seconds while the page is seen. */
export function useBudgets() {
  return useQuery({
    queryKey: [QUERY.budgets],
    queryFn: async ({ signal }) => (await apiGet('/api/v1/budgets', budgetListSchema, { signal })).budgets,
    refetchInterval: REFRESH_MS,
  });
}
