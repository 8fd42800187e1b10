import { decisionReplaySchema } from '@llm-cost-optimizer/contracts';
import { queryOptions } from '@tanstack/react-query';
import { apiSend } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';

/** The decision about a request made again from its record, with what each mode would have chosen. Changes nothing. */
export function replayOptions(id: string) {
  return queryOptions({
    queryKey: [QUERY.requests, 'replay', id],
    queryFn: ({ signal }) =>
      apiSend('POST', `/api/v1/decisions/${encodeURIComponent(id)}/replay`, undefined, decisionReplaySchema, {
        signal,
      }),
    staleTime: 300_000,
  });
}
