import { describe, expect, it } from 'vitest';
import { createSecret, isWellFormedSecret } from './virtual-key.ts';

describe('secrets of virtual keys', () => {
  it('begin with their prefix, never repeat, and are well-formed', () => {
    const secrets = Array.from({ length: 50 }, createSecret);
    expect(new Set(secrets.map(({ secret }) => secret)).size).toBe(50);
    for (const { secret, prefix } of secrets) {
      expect(prefix).toMatch(/^sk-lco-[a-z0-9]{8}$/);
      expect(secret.startsWith(`${prefix}-`)).toBe(true);
      expect(isWellFormedSecret(secret)).toBe(true);
    }
  });

  it('tell a mistyped one by its checksum', () => {
    const { secret } = createSecret();
    const wrong = secret.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    expect(isWellFormedSecret(wrong)).toBe(false);
    expect(isWellFormedSecret(`${secret}0`)).toBe(false);
    expect(isWellFormedSecret('sk-lco-short')).toBe(false);
  });
});
