import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../setup/paths.mjs';
import { capture } from '../setup/run.mjs';

/** Clones the last commit of this repository into an empty temporary folder. Throws with git's words. */
export async function makeClone() {
  const parent = mkdtempSync(join(tmpdir(), 'lco-acceptance-'));
  // The embedded database runs as another user when we are root; it has to get into its folder.
  chmodSync(parent, 0o755);
  const folder = join(parent, 'clone');
  const { code, output } = await capture('git', ['clone', '--quiet', ROOT, folder]);
  if (code !== 0) throw new Error(output);
  return { folder, remove: () => rmSync(parent, { recursive: true, force: true }) };
}
