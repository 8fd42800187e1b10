import { useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';
import { apiSend } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** DELETE /api/v1/budgets/{id} */
export function useEndBudget() {
  const queries = useQueryClient();
  return useMutation<unknown, Error, { id: string }>({
    mutationFn: ({ id }) => apiSend('DELETE', `/api/v1/budgets/${encodeURIComponent(id)}`, undefined, z.unknown()),
    onSuccess: () => queries.invalidateQueries({ queryKey: [QUERY.budgets] }),
  });
}
