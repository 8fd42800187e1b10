import {
  type ModelList,
  modelListSchema,
  type Session,
  type Status,
  statusSchema,
} from '@llm-cost-optimizer/contracts';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiGet, readSession } from './api.ts';
import { QUERY } from './query-client.ts';

/** GET /api/v1/session */
export const sessionQuery = queryOptions<Session>({
  queryKey: [QUERY.session],
  queryFn: ({ signal }) => readSession(signal),
  staleTime: 300_000,
});

/** GET /api/v1/status; read every 30 s because breakers open without an event. */
export const statusQuery = queryOptions<Status>({
  queryKey: [QUERY.status],
  queryFn: ({ signal }) => apiGet('/api/v1/status', statusSchema, { signal }),
  refetchInterval: 30_000,
});

/** GET /api/v1/models */
export const modelsQuery = queryOptions<ModelList>({
  queryKey: [QUERY.models],
  queryFn: ({ signal }) => apiGet('/api/v1/models', modelListSchema, { signal }),
  staleTime: 60_000,
});

/** State of the gateway. */
export function useStatus() {
  return useQuery(statusQuery);
}

/** Models that routes may name. */
export function useModels() {
  return useQuery(modelsQuery);
}
