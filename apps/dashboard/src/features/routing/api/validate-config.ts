import { validationResultSchema } from '@llm-cost-optimizer/contracts';
import { queryOptions } from '@tanstack/react-query';
import { apiSend } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** The gateway's judgement of a text: what only it knows, such as models, keys and retirements. Changes nothing. */
export function validationOptions(yaml: string) {
  return queryOptions({
    queryKey: [QUERY.config, 'validation', yaml],
    queryFn: ({ signal }) => apiSend('POST', '/api/v1/config/validate', { yaml }, validationResultSchema, { signal }),
    staleTime: 30_000,
    gcTime: 60_000,
  });
}
