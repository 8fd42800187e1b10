import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { productEnv, productNode, ROOT } from './paths.mjs';
import { capture, step } from './run.mjs';

const STAMP = join(ROOT, '.build', 'built');
const SOURCES = [
  'apps',
  'libs',
  'prisma',
  'tools/build.mjs',
  'tools/prisma-generate.mjs',
  'package-lock.json',
  'tsconfig.base.json',
];
const SKIPPED = new Set(['dist', 'generated', 'node_modules', '.nx']);

/** Builds the apps when a source changed since the last build. Throws with the compiler's words when one fails. */
export async function ensureBuilt() {
  const wanted = fingerprint();
  const isBuilt =
    existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted && existsSync(join(ROOT, 'apps/gateway/dist/main.js'));
  if (isBuilt) return;
  await step('Building', async () => {
    const { code, output } = await capture(productNode(), [nxEntry(), 'run-many', '-t', 'build'], {
      env: productEnv(),
    });
    if (code !== 0) throw new Error(`The build failed:\n${output.trim()}`);
  });
  mkdirSync(join(ROOT, '.build'), { recursive: true });
  writeFileSync(STAMP, wanted);
}

/** nx keeps its entry under another folder from one release to the next; its package.json names it. */
function nxEntry() {
  const { bin } = JSON.parse(readFileSync(join(ROOT, 'node_modules/nx/package.json'), 'utf8'));
  return join('node_modules/nx', typeof bin === 'string' ? bin : bin.nx);
}

/** Names, sizes and times of all sources: reading them all would cost more than the rest of a second start. */
function fingerprint() {
  const hash = createHash('sha256');
  const visit = (path) => {
    const stat = statSync(join(ROOT, path), { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (stat.isDirectory()) {
      for (const name of readdirSync(join(ROOT, path)).sort()) {
        if (!SKIPPED.has(name)) visit(`${path}/${name}`);
      }
    } else if (!/\.spec\.tsx?$/.test(path)) {
      hash.update(`${path}:${stat.size}:${stat.mtimeMs}\n`);
    }
  };
  for (const source of SOURCES) visit(source);
  return hash.digest('hex');
}
