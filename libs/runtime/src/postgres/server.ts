import { spawn } from 'node:child_process';
import { open, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { asError, codeOf } from '../errors.ts';
import { isProcessAlive } from '../lock/process-identity.ts';
import type { Binaries } from './binaries.ts';
import type { DataFolder } from './data-folder.ts';
import { PROGRAM_ENVIRONMENT } from './run-program.ts';

export const HOST = '127.0.0.1';
const MAX_CONNECTIONS = 60;
const READY_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 15_000;
/** How long closing sessions may take before they are ended. */
const GOODBYE_MS = 1_000;
const POLL_MS = 20;
const MAX_LOG_BYTES = 5 * 1024 * 1024;

export interface StartedServer {
  readonly pid: number;
  readonly port: number;
  /** Resolves when the process is gone, for whatever reason. */
  readonly ended: Promise<void>;
}

export interface StartRequest {
  readonly folder: DataFolder;
  readonly binaries: Binaries;
  readonly port: number;
  readonly logPath: string;
}

/**
 * Starts a server and resolves when it takes connections. It is a process group of its own, so that Ctrl-C does not
 * reach it before the gateway has written its last rows. Throws one sentence with the server's own reason.
 */
export async function startServer({ folder, binaries, port, logPath }: StartRequest): Promise<StartedServer> {
  await rotate(logPath);
  const log = await open(logPath, 'a', 0o600);
  const from = (await log.stat()).size;
  const args = [
    '-D',
    folder.path,
    '-p',
    String(port),
    '-h',
    HOST,
    '-k',
    '',
    '-c',
    `max_connections=${MAX_CONNECTIONS}`,
    '-c',
    'log_checkpoints=off',
  ];
  const child = spawn(binaries.postgres, args, {
    ...folder.user,
    cwd: '/',
    detached: true,
    env: PROGRAM_ENVIRONMENT,
    stdio: ['ignore', log.fd, log.fd],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  child.unref();
  try {
    const outcome = await waitReady(port, folder.password, () => hasEnded);
    if (outcome === 'ready' && child.pid !== undefined) return { pid: child.pid, port, ended };
    child.kill('SIGINT');
    const reason =
      outcome === 'ended'
        ? await lastComplaint(logPath, from)
        : `it does not answer within ${READY_LIMIT_MS / 1_000} s`;
    throw new Error(`The embedded database does not start: ${reason}. Its log is ${logPath}.`);
  } finally {
    await log.close();
  }
}

/** Waits until a server on the port takes our password. */
export async function waitReady(
  port: number,
  password: string,
  isOver: () => boolean,
  limitMs = READY_LIMIT_MS,
): Promise<'ready' | 'ended' | 'late'> {
  for (let waited = 0; waited < limitMs; waited += POLL_MS) {
    if (await answers(port, password)) return 'ready';
    if (isOver()) return 'ended';
    await pause(POLL_MS);
  }
  return 'late';
}

/** True when a server on the port lets us in. Throws when it refuses our password: then it is another database. */
async function answers(port: number, password: string): Promise<boolean> {
  const client = new pg.Client({
    host: HOST,
    port,
    user: 'postgres',
    password,
    database: 'postgres',
    connectionTimeoutMillis: 2_000,
  });
  // Errors after the connection is made are of no interest here, but must not be unhandled.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (codeOf(error) !== '28P01') return false;
    throw new Error(
      'The embedded database refuses the password in `postgres-password`. Restore that file, or move the database folder away to start anew.',
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Shuts down so that everything is written. Sessions that are closing already may end by themselves, as a cut looks like
 * an error to their owner; after that they are ended. Resolves when the process is gone.
 */
export async function stopServer(pid: number): Promise<void> {
  const steps = [
    ['SIGTERM', GOODBYE_MS],
    ['SIGINT', STOP_LIMIT_MS],
    ['SIGQUIT', STOP_LIMIT_MS],
  ] as const;
  for (const [signal, limitMs] of steps) {
    if (!signalProcess(pid, signal)) return;
    for (let waited = 0; waited < limitMs; waited += POLL_MS) {
      if (!isProcessAlive(pid)) return;
      await pause(POLL_MS);
    }
  }
}

/** A port nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, HOST, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
    throw asError(error);
  }
}

async function rotate(logPath: string): Promise<void> {
  try {
    if ((await stat(logPath)).size > MAX_LOG_BYTES) await rename(logPath, `${logPath}.1`);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** The most telling line that the server wrote since `from`. */
async function lastComplaint(logPath: string, from: number): Promise<string> {
  const handle = await open(logPath, 'r');
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(Math.min(size - from, 64 * 1024));
    await handle.read(buffer, 0, buffer.byteLength, size - buffer.byteLength);
    const lines = buffer.toString().trim().split('\n');
    const telling = lines.find((line) => /\b(FATAL|PANIC):/.test(line)) ?? lines.at(-1) ?? '';
    return telling.replace(/^.*?\b(FATAL|PANIC|LOG): +/, '').replace(/\.$/, '') || 'it ended without a word';
  } finally {
    await handle.close();
  }
}
