import { type CreatedKey, createdKeySchema } from '@llm-cost-optimizer/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiSend } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** POST /api/v1/keys/{id}/rotate. The new secret is in the answer and nowhere else. */
export function useRotateKey() {
  const queries = useQueryClient();
  return useMutation<CreatedKey, Error, { id: string; overlapHours: number }>({
    mutationFn: ({ id, overlapHours }) =>
      apiSend('POST', `/api/v1/keys/${encodeURIComponent(id)}/rotate`, { overlapHours }, createdKeySchema),
    onSuccess: () => queries.invalidateQueries({ queryKey: [QUERY.keys] }),
    // As of a new key.
    gcTime: 0,
  });
}
