import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { asError } from '../errors.ts';
import { lockFolder } from '../lock/folder-lock.ts';
import { type Binaries, prepareBinaries } from './binaries.ts';
import { DATABASE_USER, type DataFolder, ensureDatabase, locateDataFolder } from './data-folder.ts';
import { isServerAlive, type LeftServer, readPidFile, removePidFile } from './pid-file.ts';
import { freePort, HOST, type StartedServer, startServer, stopServer, waitReady } from './server.ts';

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  /** Sentences for the log: where the database lives, that it was restarted, that it is gone. */
  readonly onLog: (message: string) => void;
}

export interface EmbeddedPostgres {
  readonly connectionString: string;
  /** True when an earlier run ended without stopping the database: it was still running, or had to recover. */
  readonly wasRecovered: boolean;
  /** False while the server is gone and not back yet. */
  readonly isUp: boolean;
  /** Ends the database; the last step of a shutdown. May be called twice. */
  stop(): Promise<void>;
}

const PORT_TRIES = 3;
const RESTART_TRIES = 5;
const RESTART_PAUSE_MS = 500;
const WATCH_MS = 1_000;

/**
 * Starts the bundled Postgres on a free loopback port, or takes over the one that a killed run left behind. A server that
 * dies is started again on the same port. Throws one clear sentence when the data folder is in use, of another version,
 * damaged, or the system cannot run it.
 */
export async function startEmbeddedPostgres({ dataDir, onLog }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const lock = await lockFolder(dataDir, 'The embedded database');
  try {
    const folder = await locateDataFolder(dataDir, onLog);
    const binaries = await prepareBinaries(folder.user, folder.copyTo);
    await ensureDatabase(folder, binaries);
    const context: Context = { folder, binaries, logPath: join(dataDir, 'postgres.log'), onLog };
    const left = await readPidFile(folder.path);
    const server = (left === null ? null : await takeOver(left, context)) ?? (await startOnFreePort(context));
    return new RunningPostgres(context, server, left !== null, () => lock.release());
  } catch (error) {
    await lock.release();
    throw asError(error);
  }
}

interface Context {
  readonly folder: DataFolder;
  readonly binaries: Binaries;
  readonly logPath: string;
  readonly onLog: (message: string) => void;
}

/** Null when the server of the pid file is gone. */
async function takeOver(left: LeftServer, { folder }: Context): Promise<StartedServer | null> {
  if (!isServerAlive(left)) {
    await removePidFile(folder.path);
    return null;
  }
  const outcome = await waitReady(left.port, folder.password, () => !isServerAlive(left));
  if (outcome === 'ready') return { ...left, ended: untilGone(left.pid) };
  if (outcome === 'ended') return null;
  throw new Error(
    `A database server (process ${left.pid}) holds ${folder.path} and does not answer on port ${left.port}. Stop that process.`,
  );
}

async function startOnFreePort(context: Context): Promise<StartedServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startServer({ ...context, port: await freePort() });
    } catch (error) {
      const isTaken = /could not (bind|create any TCP)/i.test(asError(error).message);
      if (!isTaken || attempt >= PORT_TRIES) throw error;
    }
  }
}

/** A server that is not our child tells nobody when it ends; it has to be looked at. */
async function untilGone(pid: number): Promise<void> {
  while (isServerAlive({ pid, port: 0 })) await pause(WATCH_MS, undefined, { ref: false });
}

class RunningPostgres implements EmbeddedPostgres {
  readonly connectionString: string;
  readonly wasRecovered: boolean;
  private readonly context: Context;
  private readonly release: () => Promise<void>;
  private server: StartedServer;
  private isStopping = false;
  private restarting: Promise<void> = Promise.resolve();
  private isRunning = true;

  constructor(context: Context, server: StartedServer, wasRecovered: boolean, release: () => Promise<void>) {
    this.context = context;
    this.server = server;
    this.wasRecovered = wasRecovered;
    this.release = release;
    const credentials = `${DATABASE_USER}:${encodeURIComponent(context.folder.password)}`;
    this.connectionString = `postgresql://${credentials}@${HOST}:${server.port}/postgres`;
    this.watch(server);
  }

  get isUp(): boolean {
    return this.isRunning;
  }

  async stop(): Promise<void> {
    if (this.isStopping) return;
    this.isStopping = true;
    await this.restarting;
    await stopServer(this.server.pid);
    this.isRunning = false;
    await this.release();
  }

  private watch(server: StartedServer): void {
    void server.ended.then(() => {
      this.isRunning = false;
      if (!this.isStopping) this.restarting = this.restart();
    });
  }

  /** On the same port: connections in use elsewhere carry it. */
  private async restart(): Promise<void> {
    const { onLog } = this.context;
    onLog('The embedded database ended unexpectedly; starting it again.');
    for (let attempt = 1; attempt <= RESTART_TRIES && !this.isStopping; attempt += 1) {
      try {
        await pause(RESTART_PAUSE_MS * attempt, undefined, { ref: false });
        this.server = await startServer({ ...this.context, port: this.server.port });
        this.isRunning = true;
        onLog('The embedded database is back.');
        this.watch(this.server);
        return;
      } catch (error) {
        onLog(asError(error).message);
      }
    }
    if (!this.isStopping)
      onLog('The embedded database cannot be started again. Rows wait on the disk; restart the gateway.');
  }
}
