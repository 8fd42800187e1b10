import { createHash, randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../errors.ts';
import type { Binaries } from './binaries.ts';
import { canReach, chooseUser, type RunAs } from './run-as.ts';
import { runProgram } from './run-program.ts';

/** Folder for root, whose own folders the database's user often cannot enter. */
const ROOT_STORE = '/var/lib/llm-cost-optimizer';
export const DATABASE_USER = 'postgres';

export interface DataFolder {
  /** Folder of the database itself. */
  readonly path: string;
  readonly user: RunAs;
  /** Folder for a readable copy of the programs. */
  readonly copyTo: string;
  readonly password: string;
}

/** Decides where the database lives and as whom, and makes its password (kept in the data folder, mode 0600). */
export async function locateDataFolder(dataDir: string, onLog: (message: string) => void): Promise<DataFolder> {
  await mkdir(dataDir, { recursive: true });
  const usual = join(await realpath(dataDir), 'postgres');
  const password = await readOrMakePassword(join(dataDir, 'postgres-password'));
  const user = await chooseUser(usual);
  if (await canReach(usual, user)) {
    return {
      path: usual,
      user,
      password,
      copyTo: user.uid === undefined ? join(dataDir, 'postgres-programs') : ROOT_STORE,
    };
  }
  const name = createHash('sha256').update(usual).digest('hex').slice(0, 16);
  const path = join(ROOT_STORE, 'data', name, 'postgres');
  await mkdir(join(ROOT_STORE, 'data', name), { recursive: true });
  onLog(`The database user cannot enter ${dataDir}; the database is kept in ${path}.`);
  return { path, user: await chooseUser(path), password, copyTo: ROOT_STORE };
}

/** Makes the database in an empty place, or checks that this release can open the one that is there. */
export async function ensureDatabase(folder: DataFolder, binaries: Binaries): Promise<void> {
  const version = await versionOf(folder.path);
  if (version === binaries.majorVersion) return;
  if (version !== null) {
    throw new Error(
      `The database in ${folder.path} was written by Postgres ${version}, this release runs ${binaries.majorVersion}. Start the release that wrote it, or set LCO_DATA_DIR to a new folder.`,
    );
  }
  if (!(await isEmpty(folder.path))) {
    throw new Error(
      `The folder ${folder.path} holds files but no Postgres database (PG_VERSION is missing). Restore it from a backup, or move it away to start anew.`,
    );
  }
  await initialize(folder, binaries);
}

/** Built beside its place and renamed when whole: an interrupted start leaves nothing that looks like a database. */
async function initialize({ path, user, password }: DataFolder, { initdb }: Binaries): Promise<void> {
  const draft = `${path}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  const secrets = await mkdtemp(join(tmpdir(), 'lco-'));
  const passwordFile = join(secrets, 'password');
  try {
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    for (const file of [draft, secrets, passwordFile]) await giveTo(file, user);
    const args = ['-D', draft, '-U', DATABASE_USER, '-A', 'scram-sha-256', '--pwfile', passwordFile];
    const { exitCode, output } = await runProgram(initdb, [...args, '-E', 'UTF8', '--locale=C', '--no-sync'], user);
    if (exitCode !== 0) throw new Error(`The database cannot be created in ${path}: ${reasonIn(output)}`);
    await rm(path, { recursive: true, force: true });
    await rename(draft, path);
  } finally {
    await rm(secrets, { recursive: true, force: true });
  }
}

async function giveTo(path: string, user: RunAs): Promise<void> {
  if (user.uid !== undefined) await chown(path, user.uid, user.gid);
}

async function readOrMakePassword(path: string): Promise<string> {
  try {
    await writeFile(path, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  const password = (await readFile(path, 'utf8')).trim();
  if (password === '')
    throw new Error(
      `The password file ${path} is empty. Restore it, or remove it together with the database folder beside it.`,
    );
  return password;
}

async function versionOf(path: string): Promise<string | null> {
  try {
    return (await readFile(join(path, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return null;
    if (codeOf(error) === 'EACCES')
      throw new Error(
        `The database folder ${path} belongs to another user. Start as that user, or set LCO_DATA_DIR to a new folder.`,
      );
    throw error;
  }
}

async function isEmpty(path: string): Promise<boolean> {
  try {
    return (await readdir(path)).length === 0;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return true;
    throw error;
  }
}

/** initdb says what is wrong in the line before its hint. */
function reasonIn(output: string): string {
  const lines = output
    .trim()
    .split('\n')
    .filter((line) => line !== '');
  return lines.find((line) => /error|FATAL|could not/i.test(line)) ?? lines.at(-1) ?? 'initdb ended without a word.';
}
