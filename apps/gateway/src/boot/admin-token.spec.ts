import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadAdminToken } from './admin-token.ts';

describe('the admin token', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lco-token-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('fault F98: is made at the first start, readable for the owner alone, and kept', async () => {
    const token = await loadAdminToken(folder, null);
    expect(token).toMatch(/^lco-admin-[\w-]{43}$/);
    expect((await stat(join(folder, 'admin-token'))).mode & 0o777).toBe(0o600);
    expect(await loadAdminToken(folder, null)).toBe(token);
  });

  it('is the configured one where there is one, and no file is made', async () => {
    expect(await loadAdminToken(folder, 'configured-token-0123')).toBe('configured-token-0123');
    await expect(readFile(join(folder, 'admin-token'))).rejects.toThrow('ENOENT');
  });

  it('is made anew when its file was cut off', async () => {
    await writeFile(join(folder, 'admin-token'), 'x');
    expect(await loadAdminToken(folder, null)).toMatch(/^lco-admin-/);
  });
});
