import 'reflect-metadata';
import type { ProcessSettings } from '@llm-cost-optimizer/contracts';
import { createLedgerRepository, type Database, migrate, openDatabase } from '@llm-cost-optimizer/persistence';
import { checkRedis, createEventBus, jobsConnection, systemClock } from '@llm-cost-optimizer/runtime';
import { createMetrics, type Logger } from '@llm-cost-optimizer/telemetry';
import { NestFactory } from '@nestjs/core';
import { startHealthServer } from './health-server.ts';
import { JobHost } from './job-host.ts';
import { messageOf, StartError } from './start-error.ts';
import { VERSION } from './version.ts';
import { workerModule } from './worker.module.ts';

const MAX_CONNECTIONS = 8;

export interface RunningWorker {
  /** Where health and metrics are. */
  readonly url: string;
  /** Takes no new jobs, lets running ones finish, closes everything. */
  stop(): Promise<void>;
}

/** Starts a worker: the jobs of distributed mode on the shared queue. Throws StartError with cause and remedy. */
export async function startWorker({
  settings,
  logger,
}: {
  settings: ProcessSettings;
  logger: Logger;
}): Promise<RunningWorker> {
  const { redisUrl, databaseUrl } = settings;
  if (settings.mode !== 'distributed' || redisUrl === null || databaseUrl === null) {
    throw new StartError(
      'A worker belongs to the distributed mode. Set DATABASE_URL and REDIS_URL, the same as for the gateways; without them the gateway does the jobs itself.',
    );
  }
  const onError = (error: Error) => logger.warn({ err: error }, 'A database connection broke.');
  const database = openDatabase({ connectionString: databaseUrl, maxConnections: MAX_CONNECTIONS, onError });
  const closers: (() => Promise<void>)[] = [() => database.close()];
  const stop = async () => {
    for (const close of closers.toReversed()) await close();
  };
  try {
    const warnings = await checkDependencies(database, databaseUrl, redisUrl);
    for (const warning of warnings) logger.warn(warning);
    const metrics = createMetrics({ version: VERSION });
    closers.push(async () => metrics.close());
    const bus = await createEventBus({
      redisUrl,
      onError: (error) => logger.warn({ err: error }, 'The event bus failed.'),
    });
    closers.push(() => bus.close());
    const context = await NestFactory.createApplicationContext(
      workerModule({
        connection: jobsConnection(settings, databaseUrl),
        services: { ledger: createLedgerRepository(database), bus, logger, metrics, clock: systemClock, settings },
      }),
      { logger: false, abortOnError: false },
    );
    closers.push(() => context.close());
    const jobs = context.get(JobHost);
    const health = await startHealthServer({
      settings,
      metrics,
      isRunning: () => jobs.isRunning,
      check: () => database.check(),
    });
    closers.push(() => health.close());
    return { url: health.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function checkDependencies(
  database: Database,
  databaseUrl: string,
  redisUrl: string,
): Promise<readonly string[]> {
  try {
    await database.check();
    await migrate(databaseUrl);
    return (await checkRedis(redisUrl)).warnings;
  } catch (error) {
    throw new StartError(`${messageOf(error)} Check DATABASE_URL and REDIS_URL and that both servers run.`, {
      cause: error,
    });
  }
}
