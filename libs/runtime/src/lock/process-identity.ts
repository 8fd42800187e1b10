import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who holds something: enough to tell a living owner from another process that got the same number later. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Start time in ticks and the boot it belongs to; null where the system does not tell. */
  readonly startedAt: string | null;
}

/** This process. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, host: hostname(), startedAt: startOf(process.pid) };
}

/** True when a process with that number exists, whoever owns it. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** True when the very process lives: same number and, where known, same start. Only meaningful on the same host. */
export function isSameProcessAlive({ pid, startedAt }: ProcessIdentity): boolean {
  if (!isProcessAlive(pid)) return false;
  const now = startOf(pid);
  if (startedAt !== null && now !== null) return startedAt === now;
  // Without start times our own number in an old file is an accident of a container, where it is always the same.
  return pid !== process.pid || startedAt === ownStart;
}

/** Numbers of processes are used again, also after a restart of the machine, hence the boot's id. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold spaces; the start time is the 20th field behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}:${fields[19] ?? ''}`;
  } catch {
    // No /proc on this system.
    return null;
  }
}

const ownStart = startOf(process.pid);
