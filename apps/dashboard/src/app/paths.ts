import { type Query, toQueryString } from '../lib/api.ts';

/** Addresses of all pages; the only place where they are written. */
export const PATHS = {
  overview: '/',
  requests: '/requests',
  models: '/models',
  savings: '/savings',
  routing: '/routing',
  budgets: '/budgets',
  keys: '/keys',
  signIn: '/sign-in',
} as const;

/** The request list with filters, named as the API names them (`model`, `cache`, …), and perhaps an opened request. */
export function requestsPath(query: Query = {}): string {
  return PATHS.requests + toQueryString(query);
}

/** The request list with one request opened in its drawer. `search` keeps period and filters. */
export function requestPath(id: string, search = ''): string {
  const parameters = new URLSearchParams(search);
  parameters.set('request', id);
  return `${PATHS.requests}?${parameters}`;
}

/** Sign-in, leading back to `next` (a path of this application) afterwards. */
export function signInPath(next: string): string {
  return next === PATHS.overview ? PATHS.signIn : `${PATHS.signIn}${toQueryString({ next })}`;
}
