import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';
import { capture, step } from './run.mjs';

const LOCK = join(ROOT, 'package-lock.json');
const STAMP = join(ROOT, 'node_modules', '.lco-installed');

/** Installs exactly what the lock file says, when that has not been done for this lock file. Throws one sentence when npm fails. */
export async function ensureInstalled() {
  const wanted = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  await step('Installing packages (first start only, about a minute)', async () => {
    const npm = process.env.npm_execpath;
    const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
    const { code, output } =
      npm === undefined ? await capture('npm', args) : await capture(process.execPath, [npm, ...args]);
    if (code !== 0) {
      throw new Error(
        `npm could not install the packages. It needs to reach a package registry; its words:\n${output.trim()}`,
      );
    }
  });
  writeFileSync(STAMP, wanted);
}
