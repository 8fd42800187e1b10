import { SESSION_LIFETIME_MS } from './session-service.ts';

export const SESSION_COOKIE = 'lco_session';

/** The value of the session cookie in a `Cookie` header; null when there is none. */
export function readSessionCookie(header: string | undefined): string | null {
  for (const pair of header?.split(';') ?? []) {
    const [name, value] = split(pair);
    if (name === SESSION_COOKIE && value !== '') return value;
  }
  return null;
}

/** `Set-Cookie` of a new session. `isSecure` where the public address is https. */
export function sessionCookie(token: string, { isSecure }: { isSecure: boolean }): string {
  return `${SESSION_COOKIE}=${token}; Max-Age=${SESSION_LIFETIME_MS / 1_000}; ${attributes(isSecure)}`;
}

/** `Set-Cookie` that removes the cookie. */
export function clearedCookie({ isSecure }: { isSecure: boolean }): string {
  return `${SESSION_COOKIE}=; Max-Age=0; ${attributes(isSecure)}`;
}

function attributes(isSecure: boolean): string {
  return `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
}

function split(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return at === -1 ? ['', ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
}
