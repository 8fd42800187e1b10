import { PATHS } from '../../../app/paths.ts';

/** The token in what was pasted: the token itself, or a whole sign-in link with `token` in its query. */
export function readToken(pasted: string): string {
  const text = pasted.trim();
  const match = /[?&]token=([^&#\s]+)/.exec(text);
  return match?.[1] === undefined ? text : decodeURIComponent(match[1]);
}

/** Where to go after signing in: a path of this application, never another site. */
export function readNext(next: string | null): string {
  const isOwnPath = next !== null && /^\/(?![/\\])/.test(next) && !next.startsWith(PATHS.signIn);
  return isOwnPath ? next : PATHS.overview;
}
