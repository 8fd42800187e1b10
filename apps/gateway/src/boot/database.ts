import type { ProcessSettings } from '@llm-cost-optimizer/contracts';
import { type Database, ensureDefaultOrganization, migrate, openDatabase } from '@llm-cost-optimizer/persistence';
import { startEmbeddedPostgres } from '@llm-cost-optimizer/runtime';
import type { Progress } from './progress.ts';
import { messageOf, StartError } from './start-error.ts';

const MAX_CONNECTIONS = 8;

export interface RunningDatabase {
  readonly database: Database;
  readonly connectionString: string;
  /** Closes the connections and stops the embedded server. The last step of a stop. */
  stop(): Promise<void>;
}

export interface DatabaseStart {
  readonly settings: Pick<ProcessSettings, 'databaseUrl'>;
  readonly dataDir: string;
  readonly progress: Progress;
  readonly onLog: (line: string) => void;
  readonly onError: (error: Error) => void;
}

/** Starts or reaches the database and brings its tables up to date. Throws StartError with cause and remedy. */
export async function startDatabase({
  settings,
  dataDir,
  progress,
  onLog,
  onError,
}: DatabaseStart): Promise<RunningDatabase> {
  const server = await startServer(settings.databaseUrl, dataDir, progress, onLog);
  const { connectionString } = server;
  const database = openDatabase({ connectionString, maxConnections: MAX_CONNECTIONS, onError });
  const stop = async () => {
    await database.close();
    await server.stop();
  };
  try {
    await database.check();
    await migrateWith(progress, connectionString);
    await ensureDefaultOrganization(database);
    return { database, connectionString, stop };
  } catch (error) {
    await stop();
    throw databaseError(error, settings.databaseUrl !== null);
  }
}

async function startServer(
  databaseUrl: string | null,
  dataDir: string,
  progress: Progress,
  onLog: (line: string) => void,
) {
  if (databaseUrl !== null) return { connectionString: databaseUrl, stop: async () => undefined };
  try {
    const server = await progress.step('starting the database', () => startEmbeddedPostgres({ dataDir, onLog }));
    if (server.wasRecovered) progress.note('the database was not stopped properly last time; it has recovered');
    return server;
  } catch (error) {
    throw new StartError(messageOf(error), { cause: error });
  }
}

async function migrateWith(progress: Progress, connectionString: string): Promise<void> {
  const applied = await migrate(connectionString);
  if (applied.length > 0)
    progress.note(`the database has ${applied.length} new migration${applied.length === 1 ? '' : 's'}`);
}

function databaseError(error: unknown, isOutside: boolean): StartError {
  if (error instanceof StartError) return error;
  const remedy = isOutside
    ? ' Check DATABASE_URL and that the server runs, or leave DATABASE_URL out to use the embedded database.'
    : '';
  return new StartError(`${messageOf(error)}${remedy}`, { cause: error });
}
