import { describe, expect, it } from 'vitest';
import { csrfTokenOf, equalSecrets, hashToken, randomToken } from './tokens.ts';

describe('session tokens', () => {
  it('have 256 random bits and never repeat', () => {
    const tokens = new Set(Array.from({ length: 100 }, randomToken));
    expect(tokens.size).toBe(100);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
  });

  it('are kept as a hash that does not contain them', () => {
    expect(hashToken('abc')).toMatch(/^[0-9a-f]{64}$/);
    expect(hashToken('abc')).not.toBe(hashToken('abd'));
  });

  it('compare equal only when they are equal, whatever their lengths', () => {
    expect(equalSecrets('a'.repeat(40), 'a'.repeat(40))).toBe(true);
    expect(equalSecrets('a'.repeat(40), 'a'.repeat(39))).toBe(false);
    expect(equalSecrets('', 'a')).toBe(false);
  });

  it('lead to one CSRF token each, which does not reveal them', () => {
    expect(csrfTokenOf('one')).toBe(csrfTokenOf('one'));
    expect(csrfTokenOf('one')).not.toBe(csrfTokenOf('two'));
    expect(csrfTokenOf('one')).not.toContain('one');
  });
});
