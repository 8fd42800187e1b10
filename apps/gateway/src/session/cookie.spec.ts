import { describe, expect, it } from 'vitest';
import { clearedCookie, readSessionCookie, sessionCookie } from './cookie.ts';

describe('the session cookie', () => {
  it.each([
    { name: 'no header', header: undefined, value: null },
    { name: 'other cookies only', header: 'theme=dark; x_lco_session=no', value: null },
    { name: 'an empty value', header: 'lco_session=', value: null },
    { name: 'the cookie among others', header: 'theme=dark; lco_session=abc; a=b', value: 'abc' },
    { name: 'a value with an equals sign', header: 'lco_session=a=b', value: 'a=b' },
    { name: 'no equals sign at all', header: 'lco_session', value: null },
  ])('is read from $name', ({ header, value }) => {
    expect(readSessionCookie(header)).toBe(value);
  });

  it('cannot be read by scripts, is not sent by foreign pages, and is secure behind https', () => {
    expect(sessionCookie('abc', { isSecure: true })).toMatch(/^lco_session=abc; .*HttpOnly; SameSite=Lax; Secure$/);
    expect(sessionCookie('abc', { isSecure: false })).not.toContain('Secure');
    expect(clearedCookie({ isSecure: false })).toContain('Max-Age=0');
  });
});
