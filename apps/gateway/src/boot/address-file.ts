import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const NAME = 'address';

/**
 * Leaves the address of the running gateway in its data folder, where `lco` looks for it: the port may be any. Returns what
 * takes it away again, unless another gateway has left its own there since.
 */
export async function leaveAddress(dataDir: string, url: string): Promise<() => Promise<void>> {
  const path = join(dataDir, NAME);
  await writeFile(path, `${url}\n`);
  return async () => {
    const left = await readFile(path, 'utf8').catch(() => null);
    if (left?.trim() === url) await rm(path, { force: true });
  };
}
