import { type CreatedKey, type CreateKey, createdKeySchema } from '@llm-cost-optimizer/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiSend } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** POST /api/v1/keys. The secret is in the answer and nowhere else. */
export function useCreateKey() {
  const queries = useQueryClient();
  return useMutation<CreatedKey, Error, CreateKey>({
    mutationFn: (wish) => apiSend('POST', '/api/v1/keys', wish, createdKeySchema),
    onSuccess: () => queries.invalidateQueries({ queryKey: [QUERY.keys] }),
    // The secret must not stay in memory after its panel is closed.
    gcTime: 0,
  });
}
