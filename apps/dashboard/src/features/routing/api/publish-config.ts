import { type ConfigVersion, configVersionSchema, type PublishConfig } from '@llm-cost-optimizer/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiSend } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';
import { configOptions } from './get-config.ts';

/** Puts a text in force. Fails with status 409 when another version came into force since `baseVersion`. */
export function usePublishConfig() {
  const queries = useQueryClient();
  return useMutation<ConfigVersion, Error, PublishConfig>({
    mutationFn: (input) => apiSend('PUT', '/api/v1/config', input, configVersionSchema),
    onSuccess: (active, { yaml }) => {
      // The page goes on with the new version at once; warnings and routes follow with the answer.
      queries.setQueryData(configOptions().queryKey, (before) => before && { ...before, active, yaml });
      void queries.invalidateQueries({ queryKey: [QUERY.config] });
    },
  });
}
