import { describe, expect, it } from 'vitest';
import { hashSecret, KeyRing } from './key-ring.ts';

const KEY = { id: 'k', hash: hashSecret('sk-lco-1'), organizationId: 'org', projectId: 'p', expiresAt: null };

describe('the virtual keys in memory', () => {
  it('finds the caller of a secret, again and again', () => {
    const ring = new KeyRing(() => 0);
    ring.replace([KEY]);
    for (let i = 0; i < 3; i++) {
      expect(ring.find('sk-lco-1')).toEqual({ organizationId: 'org', projectId: 'p', keyId: 'k' });
    }
    expect(ring.find('sk-lco-2')).toBeNull();
  });

  it('forgets a revoked key at once and meets a new one although its secret was unknown before', () => {
    const ring = new KeyRing(() => 0);
    ring.replace([KEY]);
    ring.find('sk-lco-1');
    ring.find('sk-lco-2');
    ring.replace([{ ...KEY, id: 'k2', hash: hashSecret('sk-lco-2') }]);
    expect(ring.find('sk-lco-1')).toBeNull();
    expect(ring.find('sk-lco-2')?.keyId).toBe('k2');
  });

  it('takes a key until the very millisecond of its end', () => {
    let now = 999;
    const ring = new KeyRing(() => now);
    ring.replace([{ ...KEY, expiresAt: 1_000 }]);
    expect(ring.find('sk-lco-1')).not.toBeNull();
    now = 1_000;
    expect(ring.find('sk-lco-1')).toBeNull();
  });

  it('stays correct under a flood of unknown secrets', () => {
    const ring = new KeyRing(() => 0);
    ring.replace([KEY]);
    for (let i = 0; i < 3_000; i++) expect(ring.find(`guess-${i}`)).toBeNull();
    expect(ring.find('sk-lco-1')?.keyId).toBe('k');
  });

  it('hands the times of last use over once', () => {
    const ring = new KeyRing(() => 42);
    ring.replace([KEY]);
    ring.find('sk-lco-1');
    expect([...ring.takeUsed()]).toEqual([['k', 42]]);
    expect([...ring.takeUsed()]).toEqual([]);
  });

  it('says that it has never been filled', () => {
    const ring = new KeyRing(() => 0);
    expect(ring.isUnreachable).toBe(true);
    ring.replace([]);
    expect(ring.isUnreachable).toBe(false);
  });
});
