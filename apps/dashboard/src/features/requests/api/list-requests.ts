import { type PeriodQuery, requestPageSchema } from '@llm-cost-optimizer/contracts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { apiGet } from '../../../lib/api.ts';
import { QUERY } from '../../../lib/query-client.ts';
import type { RequestFilters } from '../lib/filters.ts';

const PATH = '/api/v1/requests';

export interface RequestListInput {
  readonly period: PeriodQuery;
  readonly filters: RequestFilters;
  /** Rows per page, 25 to 200. */
  readonly pageSize: number;
}

/**
 * Rows of the period, newest first, page by page. Pages that are on the screen stay as they are: they are read again
 * only when the user asks for the new rows, so that nothing moves under the cursor.
 */
export function requestListOptions({ period, filters, pageSize }: RequestListInput) {
  return infiniteQueryOptions({
    queryKey: [QUERY.requests, 'list', { period, filters, pageSize }],
    queryFn: ({ pageParam, signal }) =>
      apiGet(PATH, requestPageSchema, {
        query: { ...period, ...filters, limit: pageSize, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}

/**
 * The newest rows alone, to see whether there are any that the list does not show yet. `tick` is the number of live
 * requests known so far: another number is another look.
 */
export function newestRequestsOptions({ period, filters, pageSize }: RequestListInput, tick: number) {
  return queryOptions({
    queryKey: [QUERY.requests, 'newest', { period, filters, pageSize }, tick],
    queryFn: ({ signal }) =>
      apiGet(PATH, requestPageSchema, { query: { ...period, ...filters, limit: pageSize }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}
