import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';
import { capture, step } from './run.mjs';

const LOCK = join(ROOT, 'package-lock.json');
const STAMP = join(ROOT, 'node_modules', '.lco-installed');
/** npm's own note of what it installed. */
const INSTALLED = join(ROOT, 'node_modules', '.package-lock.json');

/** Installs exactly what the lock file says, unless that is there already. Throws one sentence when npm fails. */
export async function ensureInstalled() {
  const text = readFileSync(LOCK);
  const wanted = createHash('sha256').update(text).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  if (!isInstalled(JSON.parse(text.toString('utf8')).packages)) {
    await step('Installing packages (first start only, about a minute)', install);
  }
  writeFileSync(STAMP, wanted);
}

async function install() {
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } =
    npm === undefined ? await capture('npm', args) : await capture(process.execPath, [npm, ...args]);
  if (code === 0) return;
  throw new Error(
    `npm could not install the packages. It needs to reach a package registry; its words:\n${output.trim()}`,
  );
}

/** True when every package stands there in its locked version; optional ones of other platforms may be absent. */
function isInstalled(locked) {
  if (!existsSync(INSTALLED)) return false;
  const installed = JSON.parse(readFileSync(INSTALLED, 'utf8')).packages;
  return Object.entries(locked).every(([path, { version, link, optional }]) => {
    if (!path.includes('node_modules/')) return true;
    if (link === true) return existsSync(join(ROOT, path));
    return installed[path] === undefined ? optional === true : installed[path].version === version;
  });
}
