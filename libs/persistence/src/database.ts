import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/prisma/client.ts';

export interface DatabaseOptions {
  readonly connectionString: string;
  /** Connections for writing the ledger. Figures and lists have three more, the control plane two. */
  readonly maxConnections: number;
  /** Told when an idle connection breaks (the server went away). The pool opens a new one when needed. */
  readonly onError?: (error: Error) => void;
}

/** Open connections to one Postgres. Made once per process; repositories share it. */
export interface Database {
  /** Ledger writes, by hand-written SQL. */
  readonly pool: pg.Pool;
  /** Figures and lists: few connections and a time limit per statement, so that a page can never stop the writing. */
  readonly readPool: pg.Pool;
  /** The control plane, over two connections of its own: signing in never waits behind a ledger batch. */
  readonly prisma: PrismaClient;
  /** Resolves when Postgres answers and is new enough; rejects with one sentence that names the address, not the password. */
  check(): Promise<void>;
  /** Waits for running statements and closes all connections. May be called twice. */
  close(): Promise<void>;
}

/** Longest wait for a free or new connection, so that an exhausted pool or a silent host is an error and not a hang. */
const CONNECT_TIMEOUT_MS = 5_000;
const WRITE_TIMEOUT_MS = 30_000;
const READ_TIMEOUT_MS = 5_000;
const READ_CONNECTIONS = 3;
const CONTROL_CONNECTIONS = 2;
/** Postgres 15; the oldest release that the migrations are tested to fit. */
const OLDEST_VERSION = 150_000;

/** Opens no connection yet: the first query does. */
export function openDatabase({ connectionString, maxConnections, onError }: DatabaseOptions): Database {
  const shared = {
    connectionString,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'llm-cost-optimizer',
    keepAlive: true,
  };
  const pool = new pg.Pool({ ...shared, max: maxConnections, statement_timeout: WRITE_TIMEOUT_MS });
  const readPool = new pg.Pool({ ...shared, max: READ_CONNECTIONS, statement_timeout: READ_TIMEOUT_MS });
  // Without a listener a connection that breaks, idle or in use, would end the process.
  for (const each of [pool, readPool]) {
    each.on('error', (error) => onError?.(error));
    each.on('connect', (client) => client.on('error', (error) => onError?.(error)));
  }
  const adapter = new PrismaPg(
    { ...shared, max: CONTROL_CONNECTIONS, statement_timeout: READ_TIMEOUT_MS },
    { onPoolError: (error) => onError?.(error) },
  );
  const prisma = new PrismaClient({ adapter, errorFormat: 'minimal' });
  let closing: Promise<void> | null = null;
  return {
    pool,
    readPool,
    prisma,
    check: () => checkServer(pool, connectionString),
    close: () => {
      closing ??= Promise.all([prisma.$disconnect(), pool.end(), readPool.end()]).then(() => undefined);
      return closing;
    },
  };
}

async function checkServer(pool: pg.Pool, connectionString: string): Promise<void> {
  const { version, recovering } = await readServer(pool).catch((error: unknown) => {
    throw new Error(`Postgres at ${addressOf(connectionString)} cannot be used: ${reasonOf(error)}.`, { cause: error });
  });
  if (version < OLDEST_VERSION) {
    throw new Error(`Postgres at ${addressOf(connectionString)} is too old: version 15 or newer is needed.`);
  }
  if (recovering) {
    throw new Error(
      `Postgres at ${addressOf(connectionString)} is read-only. Point DATABASE_URL at the primary server.`,
    );
  }
}

async function readServer(pool: pg.Pool): Promise<{ version: number; recovering: boolean }> {
  const { rows } = await pool.query<{ version: number; recovering: boolean }>(
    "select current_setting('server_version_num')::int as version, pg_is_in_recovery() as recovering",
  );
  return rows[0] ?? { version: 0, recovering: false };
}

/** Host, port and database of a connection string; never its user or password. */
export function addressOf(connectionString: string): string {
  const url = URL.parse(connectionString);
  return url === null ? '(an address that cannot be read)' : `${url.hostname}:${url.port || '5432'}${url.pathname}`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Node tries several addresses of a host name; the error of all of them has no message of its own.
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ');
  return error.message.replace(/\.$/, '');
}
