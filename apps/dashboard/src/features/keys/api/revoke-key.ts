import { useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';
import { apiSend } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** DELETE /api/v1/keys/{id}: at once and for good. */
export function useRevokeKey() {
  const queries = useQueryClient();
  return useMutation<unknown, Error, { id: string }>({
    mutationFn: ({ id }) => apiSend('DELETE', `/api/v1/keys/${encodeURIComponent(id)}`, undefined, z.unknown()),
    onSuccess: () => queries.invalidateQueries({ queryKey: [QUERY.keys] }),
  });
}
