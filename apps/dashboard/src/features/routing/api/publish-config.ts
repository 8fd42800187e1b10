import { type ConfigVersion, configVersionSchema, type PublishConfig } from '@llm-cost-optimizer/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiSend } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** Puts a text in force. Fails with status 409 when another version came into force since `baseVersion`. */
export function usePublishConfig() {
  const queries = useQueryClient();
  return useMutation<ConfigVersion, Error, PublishConfig>({
    mutationFn: (input) => apiSend('PUT', '/api/v1/config', input, configVersionSchema),
    onSuccess: () => queries.invalidateQueries({ queryKey: [QUERY.config] }),
  });
}
