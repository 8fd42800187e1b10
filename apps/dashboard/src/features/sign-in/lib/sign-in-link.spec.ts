import { describe, expect, it } from 'vitest';
import { readNext, readToken } from './sign-in-link.ts';

describe('sign-in', () => {
  it('takes the token alone or a whole link', () => {
    expect(readToken('  abc-123 ')).toBe('abc-123');
    expect(readToken('http://127.0.0.1:8000/sign-in?token=abc%2D123')).toBe('abc-123');
    expect(readToken('')).toBe('');
  });

  it('goes on to pages of this application only', () => {
    expect(readNext('/requests?range=7d')).toBe('/requests?range=7d');
    for (const next of [null, '//evil.example', '/\\evil.example', 'https://evil.example', '/sign-in?next=/'])
      expect(readNext(next)).toBe('/');
  });
});
