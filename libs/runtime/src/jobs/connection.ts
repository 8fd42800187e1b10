import type { ProcessSettings } from '@llm-cost-optimizer/contracts';
import type { Processor, QueueOptions, WorkerOptions } from 'bullmq';
import { type ConnectionOptions, createPostgresBackend, Queue, Worker, withBackend } from 'bullmq';

/** Where jobs live: Redis between processes, or the database of a single process. */
export type JobsConnection =
  | { readonly kind: 'redis'; readonly redisUrl: string }
  | { readonly kind: 'postgres'; readonly connectionString: string };

const SCHEMA = 'bullmq';
const PREFIX = 'lco';
/** Each queue and worker has a pool of its own; the embedded database allows 60 connections in all. */
const QUEUE_POOL = 2;
const WORKER_POOL = 4;

/** Chooses the backend. Throws when distributed mode has no Redis address: a defect, the settings forbid it. */
export function jobsConnection(
  settings: Pick<ProcessSettings, 'mode' | 'redisUrl'>,
  databaseUrl: string,
): JobsConnection {
  if (settings.mode === 'embedded') return { kind: 'postgres', connectionString: databaseUrl };
  if (settings.redisUrl === null) throw new Error('Distributed mode needs REDIS_URL.');
  return { kind: 'redis', redisUrl: settings.redisUrl };
}

const postgres = withBackend(createPostgresBackend);

/** Opens a queue on either backend. */
export function openQueue(connection: JobsConnection, name: string, options: Omit<QueueOptions, 'connection'>) {
  if (connection.kind === 'postgres') {
    const { prefix: _prefix, ...rest } = options;
    return new postgres.Queue<unknown, void, string>(name, { ...rest, connection: poolOf(connection, QUEUE_POOL) });
  }
  // A queue fails fast: who adds a job keeps it and tries again.
  const redis = redisOptions(connection.redisUrl, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });
  return new Queue<unknown, void, string>(name, { ...options, prefix: PREFIX, connection: redis });
}

export type OpenQueue = ReturnType<typeof openQueue>;

/** Opens a worker on either backend. */
export function openWorker(
  connection: JobsConnection,
  name: string,
  processor: Processor<unknown, void, string>,
  options: Omit<WorkerOptions, 'connection'>,
) {
  if (connection.kind === 'postgres') {
    return new postgres.Worker<unknown, void, string>(name, processor, {
      ...options,
      connection: poolOf(connection, WORKER_POOL),
    });
  }
  // A worker waits for Redis as long as it takes.
  const redis = redisOptions(connection.redisUrl, { maxRetriesPerRequest: null });
  return new Worker<unknown, void, string>(name, processor, { ...options, prefix: PREFIX, connection: redis });
}

function poolOf({ connectionString }: { connectionString: string }, max: number) {
  return { connectionString, schema: SCHEMA, migrate: true, max };
}

function redisOptions(url: string, options: ConnectionOptions): ConnectionOptions {
  return { url, retryStrategy: (times: number) => Math.min(50 * times, 1_000), ...options };
}
