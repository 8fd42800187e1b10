import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';
import { findPostgresBinaries, NOBODY, type PostgresBinaries } from './postgres-binaries.ts';

export interface TestPostgres {
  /** Superuser address of the server's `postgres` database. */
  readonly connectionString: string;
  /** Ends it without a word (SIGKILL) and starts it again on its data, at the same address. Not for an outside server: then it does nothing. */
  crash(): Promise<void>;
  /** Stops the server and removes its data. An outside server is left alone. May be called twice. */
  stop(): Promise<void>;
}

/**
 * A Postgres server for the tests of one project, on a free port of 127.0.0.1, with data in a temporary folder.
 * `LCO_TEST_DATABASE_URL` names an outside server instead (its user must be allowed to create databases).
 * Throws when the server does not start.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const outside = process.env.LCO_TEST_DATABASE_URL;
  if (outside !== undefined && outside !== '')
    return { connectionString: outside, crash: async () => {}, stop: async () => {} };
  const binaries = findPostgresBinaries();
  const folder = mkdtempSync(join(tmpdir(), 'lco-test-db-'));
  if (binaries.spawnOptions.uid !== undefined) chownSync(folder, NOBODY, NOBODY);
  const remove = () => {
    for (const path of [folder, binaries.temporaryCopy]) {
      if (path !== null) rmSync(path, { recursive: true, force: true });
    }
  };
  try {
    await promisify(execFile)(
      binaries.initdb,
      ['-D', folder, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      binaries.spawnOptions,
    );
    const port = await freePort();
    let server = await startServer(binaries, folder, port);
    return {
      connectionString: `postgresql://postgres@127.0.0.1:${port}/postgres`,
      crash: async () => {
        await stopServer(server, 'SIGKILL');
        server = await restartServer(binaries, folder, port);
      },
      stop: async () => {
        await stopServer(server);
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Starts the server and waits until it says that it takes connections. */
function startServer(binaries: PostgresBinaries, folder: string, port: number): Promise<ChildProcess> {
  // `fsync=off`: nothing of a test has to survive a power cut.
  const settings = ['-c', 'fsync=off', '-c', 'max_connections=100', '-c', 'log_min_messages=log'];
  const server = spawn(
    binaries.postgres,
    ['-D', folder, '-p', String(port), '-h', '127.0.0.1', '-k', '', ...settings],
    { ...binaries.spawnOptions, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  return new Promise((resolve, reject) => {
    let log = '';
    server.stderr.on('data', (chunk: Buffer) => {
      log = `${log}${chunk.toString()}`.slice(-4_000);
      if (log.includes('ready to accept connections')) resolve(server);
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`Postgres did not start:\n${log}`)));
  });
}

/** Backends of a killed server notice within moments that it is gone; until then the data are in use. */
async function restartServer(binaries: PostgresBinaries, folder: string, port: number): Promise<ChildProcess> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startServer(binaries, folder, port);
    } catch (error) {
      if (tries >= MAX_STARTS) throw error;
      await pause(tries * PAUSE_MS);
    }
  }
}

const MAX_STARTS = 20;
const PAUSE_MS = 100;

/** SIGINT is Postgres' fast shutdown: it drops the connections that are left. */
async function stopServer(server: ChildProcess, signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill(signal);
  await gone;
}
