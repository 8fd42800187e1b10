import { type ChangeKey, keySchema, type VirtualKey } from '@llm-cost-optimizer/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiSend } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** PATCH /api/v1/keys/{id} */
export function useChangeKey() {
  const queries = useQueryClient();
  return useMutation<VirtualKey, Error, { id: string; change: ChangeKey }>({
    mutationFn: ({ id, change }) => apiSend('PATCH', `/api/v1/keys/${encodeURIComponent(id)}`, change, keySchema),
    onSuccess: () => queries.invalidateQueries({ queryKey: [QUERY.keys] }),
  });
}
