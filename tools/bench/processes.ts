import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, constants, setPriority } from 'node:os';
import { join } from 'node:path';

/** The cores of a run: the server under test has one for itself. Null = nothing is pinned. */
export const CORES = canPin() ? { server: 0, tools: 1 } : null;
export type Place = 'server' | 'tools';

function canPin(): boolean {
  return availableParallelism() >= 2 && spawnSync('taskset', ['-c', '0,1', 'true']).status === 0;
}

const running = new Set<ChildProcess>();

/** Starts a Node program on the core of its role. It ends with this process at the latest. */
export function startNode(place: Place, args: readonly string[], options: SpawnOptions): ChildProcess {
  const command = [process.execPath, ...args];
  const pinned = CORES === null ? command : ['taskset', '-c', String(CORES[place]), ...command];
  const child = spawn(pinned[0] ?? '', pinned.slice(1), options);
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Starts one of the programs of this folder, which talks to us over IPC. */
export function startTool(place: Place, file: string, args: readonly string[] = []): ChildProcess {
  const path = join(import.meta.dirname, file);
  return startNode(place, [...process.execArgv, path, ...args], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** The next message of a child. Rejects when it ends instead. */
export function messageFrom(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`A process of the benchmark ended (code ${code}).`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}

/** Asks a child to end and waits for it. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

export async function stopAll(): Promise<void> {
  await Promise.all([...running].map(stopProcess));
}

/** CPU time of all threads of a process so far in microseconds; null where the system does not tell. */
export function cpuMicroseconds(pid: number): number | null {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    return tasks.reduce((total, task) => {
      const [nanoseconds = '0'] = readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ');
      return total + Number(nanoseconds) / 1_000;
    }, 0);
  } catch {
    // Not Linux, or a thread ended meanwhile: then the figure is unknown.
    return null;
  }
}

/** Resident memory of a process in megabytes; null where the system does not tell. */
export function residentMb(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1_024;
  } catch {
    // Not Linux.
    return null;
  }
}

/**
 * Moves a process, its threads and its present children out of the way: to the tools' core, behind everything else that
 * wants to run there. Later children follow.
 */
export function moveAside(pid: number): void {
  for (const moved of [pid, ...childrenOf(pid)]) {
    if (CORES !== null) spawnSync('taskset', ['-acp', String(CORES.tools), String(moved)]);
    setPriority(moved, constants.priority.PRIORITY_LOW);
  }
}

/** Processes started by a process. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => parentOf(candidate) === pid);
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    // Ended meanwhile.
    return null;
  }
}
