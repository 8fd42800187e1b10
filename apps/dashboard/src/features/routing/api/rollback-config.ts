import { type ConfigVersion, configVersionSchema, type RollbackConfig } from '@llm-cost-optimizer/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiSend } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** Puts the text of an earlier version in force again, as a new version. */
export function useRollbackConfig() {
  const queries = useQueryClient();
  return useMutation<ConfigVersion, Error, RollbackConfig>({
    mutationFn: (input) => apiSend('POST', '/api/v1/config/rollback', input, configVersionSchema),
    onSuccess: () => queries.invalidateQueries({ queryKey: [QUERY.config] }),
  });
}
