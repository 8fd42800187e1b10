import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api.ts';

/** First parts of all query keys; `lib/live.ts` knows them to write events into the cache. */
export const QUERY = {
  session: 'session',
  status: 'status',
  overview: 'overview',
  requests: 'requests',
  models: 'models',
  config: 'config',
  keys: 'keys',
  budgets: 'budgets',
  savings: 'savings',
} as const;

/** The query cache of the application. Answers of the gateway that a repeat cannot change are not repeated. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        refetchOnWindowFocus: false,
        retry: (count, error) => count < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
      },
      mutations: { retry: false },
    },
  });
}
