import { type BudgetView, budgetViewSchema, type ChangeBudget } from '@llm-cost-optimizer/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiSend } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** PATCH /api/v1/budgets/{id}: name, limit, levels, or a raise for a while. */
export function useChangeBudget() {
  const queries = useQueryClient();
  return useMutation<BudgetView, Error, { id: string; change: ChangeBudget }>({
    mutationFn: ({ id, change }) =>
      apiSend('PATCH', `/api/v1/budgets/${encodeURIComponent(id)}`, change, budgetViewSchema),
    onSuccess: () => queries.invalidateQueries({ queryKey: [QUERY.budgets] }),
  });
}
