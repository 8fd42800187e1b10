import { type BudgetView, budgetViewSchema, type TopUpBudget } from '@llm-cost-optimizer/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiSend } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** POST /api/v1/budgets/{id}/top-ups. The same `paymentId` again adds nothing. */
export function useTopUpBudget() {
  const queries = useQueryClient();
  return useMutation<BudgetView, Error, { id: string; payment: TopUpBudget }>({
    mutationFn: ({ id, payment }) =>
      apiSend('POST', `/api/v1/budgets/${encodeURIComponent(id)}/top-ups`, payment, budgetViewSchema),
    onSuccess: () => queries.invalidateQueries({ queryKey: [QUERY.budgets] }),
  });
}
