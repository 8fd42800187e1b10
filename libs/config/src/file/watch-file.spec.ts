import { mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FileWatch, watchConfigFile } from './watch-file.ts';

let folder: string;
let path: string;
let watching: FileWatch | null = null;
const seen: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lco-watch-'));
  path = join(folder, 'config.yaml');
  seen.length = 0;
});

afterEach(async () => {
  watching?.close();
  await rm(folder, { recursive: true, force: true });
});

/** `next` resolves with the texts so far once the last one is `text`. */
async function watchIt(initialText = ''): Promise<(text: string) => Promise<string[]>> {
  watching = watchConfigFile(path, (text) => seen.push(text), { initialText, debounceMs: 5, pollMs: 20 });
  return async (text) => {
    await vi.waitUntil(() => seen.at(-1) === text, { timeout: 10_000 });
    return [...seen];
  };
}

describe('watchConfigFile', () => {
  it('calls back with the new text of a file that was written or replaced, and not for what it had at first', async () => {
    await writeFile(path, 'first');
    const next = await watchIt('first');
    await writeFile(path, 'second text');
    expect(await next('second text')).not.toContain('first');
    await writeFile(join(folder, 'draft'), 'third');
    await rename(join(folder, 'draft'), path);
    await next('third');
  });

  it('sees a file that appears later, and one that was gone for a while', async () => {
    const next = await watchIt();
    await writeFile(path, 'here');
    await next('here');
    await rm(path);
    await writeFile(path, 'here again');
    await next('here again');
  });

  it('sees a folder swapped by its link, as Kubernetes does', async () => {
    const { mkdir } = await import('node:fs/promises');
    for (const name of ['one', 'two']) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'config.yaml'), `text ${name}`);
    }
    await symlink('one', join(folder, '..data'));
    await symlink(join('..data', 'config.yaml'), path);
    const next = await watchIt('text one');
    await symlink('two', join(folder, '..data_new'));
    await rename(join(folder, '..data_new'), join(folder, '..data'));
    await next('text two');
  });

  it('notices a file that changed between being read and being watched', async () => {
    await writeFile(path, 'newer');
    const next = await watchIt('older');
    await next('newer');
  });

  it('says nothing when the file was written with the same text', async () => {
    await writeFile(path, 'same');
    const next = await watchIt('same');
    await writeFile(path, 'same');
    await writeFile(path, 'other');
    expect((await next('other')).filter((text) => text === 'same')).toEqual([]);
  });

  it('says nothing after it was closed', async () => {
    await writeFile(path, 'first');
    await watchIt('first');
    watching?.close();
    const other: string[] = [];
    const second = watchConfigFile(path, (text) => other.push(text), {
      initialText: 'first',
      debounceMs: 5,
      pollMs: 20,
    });
    await writeFile(path, 'second');
    await vi.waitUntil(() => other.length > 0, { timeout: 10_000 });
    second.close();
    expect(seen).toEqual([]);
  });
});
