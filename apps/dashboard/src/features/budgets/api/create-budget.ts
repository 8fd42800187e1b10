import { type BudgetView, budgetViewSchema, type CreateBudget } from '@llm-cost-optimizer/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiSend } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** POST /api/v1/budgets */
export function useCreateBudget() {
  const queries = useQueryClient();
  return useMutation<BudgetView, Error, CreateBudget>({
    mutationFn: (wish) => apiSend('POST', '/api/v1/budgets', wish, budgetViewSchema),
    onSuccess: () => queries.invalidateQueries({ queryKey: [QUERY.budgets] }),
  });
}
