import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { codeOf } from '../errors.ts';
import { isProcessAlive } from '../lock/process-identity.ts';

/** A server that an earlier run left, as its pid file says. */
export interface LeftServer {
  readonly pid: number;
  readonly port: number;
}

/** What the pid file of a data folder names; null without one. */
export async function readPidFile(dataFolder: string): Promise<LeftServer | null> {
  try {
    const lines = (await readFile(pidFileOf(dataFolder), 'utf8')).split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/**
 * True when the process is a database server. Numbers are used again: Postgres itself would refuse to start over a pid
 * file whose number now belongs to some other program of the same user.
 */
export function isServerAlive({ pid }: LeftServer): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || !isProcessAlive(pid)) return false;
  try {
    const [program = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return basename(program) === 'postgres';
  } catch {
    // No /proc on this system: the number alone has to do.
    return true;
  }
}

export async function removePidFile(dataFolder: string): Promise<void> {
  await rm(pidFileOf(dataFolder), { force: true });
}

function pidFileOf(dataFolder: string): string {
  return join(dataFolder, 'postmaster.pid');
}
