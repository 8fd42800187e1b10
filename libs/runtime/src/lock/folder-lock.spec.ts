import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from './folder-lock.ts';
import { ownIdentity } from './process-identity.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lco-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const lockFile = (): string => join(folder, 'owner.lock');

describe('lockFolder', () => {
  it('lets only one of many takers in', async () => {
    const takes = await Promise.allSettled(Array.from({ length: 10 }, () => lockFolder(folder, 'The thing')));
    const held = takes.filter(({ status }) => status === 'fulfilled');
    expect(held).toHaveLength(1);
    const [refused] = takes.filter((take) => take.status === 'rejected');
    expect(refused?.reason.message).toBe(
      `The thing in ${folder} is used by another gateway (process ${process.pid}). Stop that one, or set LCO_DATA_DIR to another folder.`,
    );
  });

  it.each([
    {
      name: 'a process that is gone',
      owner: { pid: 2 ** 22 + 1, host: hostname(), startedAt: 'boot:1', token: 'dead' },
    },
    {
      name: 'a process whose number is used by another one now',
      owner: { ...ownIdentity(), startedAt: 'boot:1', token: 'dead' },
    },
    { name: 'nobody that can be read', owner: 'garbage' },
  ])('takes over the lock of $name, one of many takers at a time', async ({ owner }) => {
    await writeFile(lockFile(), JSON.stringify(owner));
    const takes = await Promise.allSettled(Array.from({ length: 5 }, () => lockFolder(folder, 'The thing')));
    expect(takes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(JSON.parse(await readFile(lockFile(), 'utf8'))).toMatchObject(ownIdentity());
  });

  it('goes on where another taker died while removing a dead lock', async () => {
    await writeFile(lockFile(), JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), startedAt: null, token: 'dead' }));
    await mkdir(`${lockFile()}.removing`);
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(`${lockFile()}.removing`, longAgo, longAgo);
    const lock = await lockFolder(folder, 'The thing');
    await lock.release();
  });

  it('is free again after the release, and a second release does not harm the next owner', async () => {
    const first = await lockFolder(folder, 'The thing');
    await first.release();
    const second = await lockFolder(folder, 'The thing');
    await first.release();
    await expect(lockFolder(folder, 'The thing')).rejects.toThrow(/is used by another gateway/);
    await second.release();
  });
});
