import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new secret of 256 random bits, safe in URLs and cookies. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** sha256, hex: what the database keeps of sessions and one-time links. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** True when both are equal; takes the same time wherever they differ, and whatever their lengths. */
export function equalSecrets(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

/**
 * The token a page must send beside its cookie. Derived from the session, so nothing has to be stored; a foreign page
 * can neither read the cookie nor derive it.
 */
export function csrfTokenOf(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('lco-csrf').digest('base64url');
}
