import { simulationSchema } from '@llm-cost-optimizer/contracts';
import { queryOptions } from '@tanstack/react-query';
import { apiSend } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** Small enough to be answered while somebody waits. */
const SAMPLE = 1_000;

/** What a text would have done with the requests of the last 7 days. Leaving the page ends it. */
export function simulationOptions(yaml: string, isWanted: boolean) {
  return queryOptions({
    queryKey: [QUERY.config, 'simulation', yaml],
    queryFn: ({ signal }) =>
      apiSend('POST', '/api/v1/simulations', { config: yaml, window: '7d', sample: SAMPLE }, simulationSchema, {
        signal,
      }),
    enabled: isWanted,
    retry: false,
    staleTime: 60_000,
    gcTime: 60_000,
  });
}
