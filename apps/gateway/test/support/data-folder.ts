import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.ts';

/** A temporary data folder. Readable by others: the embedded database runs as another user when the tests run as root. */
export function makeDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lco-e2e-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** Address of the embedded database that runs in a data folder. Throws when none does. */
export function embeddedDatabaseUrl(dataDir: string): string {
  const port = pidFile(dataDir)?.port;
  if (port === undefined) throw new Error(`No database runs in ${dataDir}.`);
  const password = readFileSync(join(dataDir, 'postgres-password'), 'utf8').trim();
  return `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
}

/** Removes a data folder; a database that a killed gateway left in it is stopped first. */
export async function removeDataFolder(dataDir: string): Promise<void> {
  const left = pidFile(dataDir);
  if (left !== null) {
    process.kill(left.pid, 'SIGINT');
    await eventually('the database stops', async () => (pidFile(dataDir) === null ? true : null));
  }
  rmSync(dataDir, { recursive: true, force: true });
}

/** Process and port of the database in a data folder; null when none runs. Lines 1 and 4 of Postgres' own file. */
function pidFile(dataDir: string): { pid: number; port: number } | null {
  const path = join(dataDir, 'postgres', 'postmaster.pid');
  if (!existsSync(path)) return null;
  const lines = readFileSync(path, 'utf8').split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return pid > 0 && port > 0 ? { pid, port } : null;
}
