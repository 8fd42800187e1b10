import { type JobsConnection, openQueue } from './connection.ts';
import type { JobQueue } from './job-queue.ts';

export interface Schedule {
  readonly everyMs: number;
  readonly data: unknown;
  readonly onError?: (error: Error) => void;
}

/**
 * Lets a job run once per period over all processes, however many of them say so. The first one runs at once; calling
 * again with another period replaces the schedule.
 */
export async function scheduleEvery(
  connection: JobsConnection,
  queue: string | Pick<JobQueue<never>, 'name'>,
  { everyMs, data, onError }: Schedule,
): Promise<void> {
  const name = typeof queue === 'string' ? queue : queue.name;
  const opened = openQueue(connection, name, {});
  opened.on('error', (error: Error) => onError?.(error));
  try {
    const options = {
      removeOnComplete: true,
      removeOnFail: { count: 100 },
      attempts: 3,
      backoff: { type: 'exponential', delay: 1_000 },
    };
    await opened.upsertJobScheduler(`every-${name}`, { every: everyMs }, { name, data, opts: options });
  } finally {
    await opened.close();
  }
}
