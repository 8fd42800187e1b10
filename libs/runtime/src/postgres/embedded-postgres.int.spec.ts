import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import { readPidFile } from './pid-file.ts';

let dataDir: string;
const started: EmbeddedPostgres[] = [];
const logged: string[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lco-postgres-'));
  await chmod(dataDir, 0o755);
  logged.length = 0;
});

afterEach(async () => {
  for (const one of started.splice(0)) await one.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  const database = await startEmbeddedPostgres({ dataDir, onLog: (message) => logged.push(message) });
  started.push(database);
  return database;
}

async function query(connectionString: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function serverPid(): Promise<number> {
  const left = await readPidFile(join(dataDir, 'postgres'));
  if (left === null) throw new Error('no server');
  return left.pid;
}

describe('embedded Postgres', () => {
  it('makes a database behind a password that only its owner can read, and keeps the rows over a restart', async () => {
    const first = await start();
    expect(first.wasRecovered).toBe(false);
    await query(first.connectionString, 'create table t (n int); insert into t values (7)');
    expect(await query(first.connectionString, 'show max_connections')).toEqual([{ max_connections: '60' }]);
    const passwordless = first.connectionString.replace(/:[^:@]+@/, ':wrong@');
    await expect(query(passwordless, 'select 1')).rejects.toThrow('password authentication failed');
    expect((await stat(join(dataDir, 'postgres-password'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(dataDir, 'postgres'))).mode & 0o777).toBe(0o700);
    await first.stop();
    await first.stop();
    const second = await start();
    expect(await query(second.connectionString, 'select n from t')).toEqual([{ n: 7 }]);
    expect(second.wasRecovered).toBe(false);
  });

  it('refuses a second start while a living gateway uses the folder, naming it', async () => {
    await start();
    await expect(start()).rejects.toThrow(
      `The embedded database in ${dataDir} is used by another gateway (process ${process.pid}). Stop that one, or set LCO_DATA_DIR to another folder.`,
    );
  });

  it('fault F58: starts a server that dies again on the same port, with all rows', async () => {
    const database = await start();
    await query(database.connectionString, 'create table t (n int); insert into t values (1)');
    process.kill(await serverPid(), 'SIGKILL');
    await vi.waitUntil(() => logged.includes('The embedded database is back.'), { timeout: 20_000 });
    expect(await query(database.connectionString, 'select n from t')).toEqual([{ n: 1 }]);
    expect(database.isUp).toBe(true);
  });

  it('takes over the server that a killed gateway left running', async () => {
    const abandoned = await start();
    const pid = await serverPid();
    // As after SIGKILL of the gateway: the server lives on, and the owner in the lock is dead.
    const lock = JSON.parse(await readFile(join(dataDir, 'owner.lock'), 'utf8'));
    await writeFile(join(dataDir, 'owner.lock'), JSON.stringify({ ...lock, token: 'dead', startedAt: 'earlier' }));
    const next = await start();
    expect(next.wasRecovered).toBe(true);
    expect(await serverPid()).toBe(pid);
    expect(next.connectionString).toBe(abandoned.connectionString);
    await next.stop();
    expect(await readPidFile(join(dataDir, 'postgres'))).toBeNull();
  });

  it('starts over a stale pid file whose number belongs to another program', async () => {
    const first = await start();
    await first.stop();
    await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), `${process.pid}\n${dataDir}\n0\n5432\n\n127.0.0.1\n`);
    const second = await start();
    expect(second.wasRecovered).toBe(true);
    expect(await query(second.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('says which version wrote a folder that this release cannot open', async () => {
    await mkdir(join(dataDir, 'postgres'));
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '16\n');
    await expect(start()).rejects.toThrow(
      /was written by Postgres 16, this release runs 18\. Start the release that wrote it/,
    );
  });

  it('does not touch a folder with files that are no database', async () => {
    await mkdir(join(dataDir, 'postgres'));
    await writeFile(join(dataDir, 'postgres', 'notes.txt'), 'mine');
    await expect(start()).rejects.toThrow(/holds files but no Postgres database/);
    expect(await readFile(join(dataDir, 'postgres', 'notes.txt'), 'utf8')).toBe('mine');
  });

  it("gives the server's own reason when the folder is damaged", async () => {
    const first = await start();
    await first.stop();
    await rm(join(dataDir, 'postgres', 'global', 'pg_control'));
    await expect(start()).rejects.toThrow(
      /^The embedded database does not start: .*pg_control.* Its log is .*postgres\.log\.$/,
    );
  });

  it('finishes a start that was interrupted while the database was made', async () => {
    await mkdir(join(dataDir, 'postgres.new'));
    await writeFile(join(dataDir, 'postgres.new', 'PG_VERSION'), '18\n');
    const database = await start();
    expect(await query(database.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(existsSync(join(dataDir, 'postgres.new'))).toBe(false);
  });
});
