import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import { MIGRATIONS } from '../generated/migrations.ts';

export interface MigrateOptions {
  /** Told the name of each migration before it is applied. */
  readonly onProgress?: (migration: string) => void;
  /** The migrations to apply, in order. Default: those of this version of the product. */
  readonly migrations?: readonly Migration[];
}

export interface Migration {
  /** `<stamp>_<name>`, as the folder is called. */
  readonly name: string;
  readonly sql: string;
}

/** One lock for all processes that start at once; any number that nothing else uses. */
const LOCK = 5_213_817_266;

/**
 * Brings the database to this version. Returns the names of the migrations applied, empty when it was up to date.
 * Several processes may call it at once: one works, the others wait. Each file is one transaction, so a failure leaves
 * the database at the migration before. Keeps Prisma's own ledger, so that `prisma migrate deploy` can take over.
 * Throws when the database has a migration that this version does not know, or one whose text has changed since.
 */
export async function migrate(connectionString: string, options: MigrateOptions = {}): Promise<string[]> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  // A connection that breaks rejects the running query; the event besides must not end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    // Held by the connection: a process that dies in the middle lets it go.
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    return await applyMissing(client, options.migrations ?? MIGRATIONS, options.onProgress);
  } finally {
    await client.end();
  }
}

async function applyMissing(
  client: pg.Client,
  migrations: readonly Migration[],
  onProgress: MigrateOptions['onProgress'],
): Promise<string[]> {
  await client.query(CREATE_LEDGER);
  const applied = await readApplied(client);
  checkHistory(applied, migrations);
  const names: string[] = [];
  for (const migration of migrations) {
    if (applied.has(migration.name)) continue;
    onProgress?.(migration.name);
    await applyOne(client, migration);
    names.push(migration.name);
  }
  return names;
}

/** As Prisma creates it; it takes over a table of this shape without a word. */
const CREATE_LEDGER = `create table if not exists "_prisma_migrations" (
  "id" varchar(36) primary key not null,
  "checksum" varchar(64) not null,
  "finished_at" timestamptz,
  "migration_name" varchar(255) not null,
  "logs" text,
  "rolled_back_at" timestamptz,
  "started_at" timestamptz not null default now(),
  "applied_steps_count" integer not null default 0
)`;

async function readApplied(client: pg.Client): Promise<Map<string, { checksum: string; isFinished: boolean }>> {
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
    `select "migration_name" as name, "checksum" as checksum, "finished_at" is not null as finished
     from "_prisma_migrations" where "rolled_back_at" is null`,
  );
  return new Map(rows.map(({ name, checksum, finished }) => [name, { checksum, isFinished: finished }]));
}

function checkHistory(
  applied: ReadonlyMap<string, { checksum: string; isFinished: boolean }>,
  migrations: readonly Migration[],
): void {
  const known = new Map(migrations.map(({ name, sql }) => [name, checksumOf(sql)]));
  for (const [name, { checksum, isFinished }] of applied) {
    const expected = known.get(name);
    if (expected === undefined) {
      throw new Error(
        `The database has migration ${name}, which this version does not know. Start the newer version, or use another database.`,
      );
    }
    if (!isFinished) {
      throw new Error(
        `Migration ${name} was begun by another tool and never finished. Resolve it with \`prisma migrate resolve\`.`,
      );
    }
    if (expected !== checksum) {
      throw new Error(
        `Migration ${name} was edited after it had been applied to this database. Restore its text and put the change into a new migration.`,
      );
    }
  }
}

async function applyOne(client: pg.Client, { name, sql }: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query(
      `insert into "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at", "applied_steps_count")
       values ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksumOf(sql), name],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Migration ${name} failed and was undone: ${reason}`, { cause: error });
  }
}

/** The checksum that Prisma computes over the file. */
function checksumOf(sql: string): string {
  return createHash('sha256').update(sql).digest('hex');
}
