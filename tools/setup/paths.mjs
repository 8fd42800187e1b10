import { existsSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the repository. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

const MINIMUM = [22, 19];

/** Node that runs the product: the one that npm brought along, else the host's when it is new enough. Throws one sentence when there is none. */
export function productNode() {
  const { platform, arch } = process;
  const os = platform === 'win32' ? 'win' : platform;
  const own = join(ROOT, 'node_modules', `node-${os}-${arch}`, 'bin', platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(own)) return own;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])) return process.execPath;
  throw new Error(
    `Node ${process.versions.node} is too old to run the product and no newer one comes with the packages on ${platform}-${arch}. Install Node ${MINIMUM.join('.')} or newer and start again.`,
  );
}

/** Node's own option for the `.env` file, where there is one: without the file the option would print a line. */
export function envFileOption() {
  return existsSync(join(ROOT, '.env')) ? ['--env-file=.env'] : [];
}

/** Environment in which every child process finds the product's Node and our command line tools first. */
export function productEnv(extra = {}) {
  const path = [dirname(productNode()), join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  return { ...process.env, PATH: path, NX_DAEMON: 'false', NX_NO_CLOUD: 'true', ...extra };
}
