import { type JobsConnection, type OpenQueue, openQueue } from './connection.ts';

export interface QueueDepth {
  /** Waiting for a worker, pauses between retries included. */
  readonly waiting: number;
  readonly active: number;
  /** Given up after all retries; kept until they are run again or removed. */
  readonly failed: number;
}

export interface JobQueue<T> {
  readonly name: string;
  /**
   * Adds a job. An id that waits or runs already is not added again; one that was given up is run again. An id that was
   * done before may run a second time, so handlers must not mind. Rejects while the backend is away.
   */
  add(jobId: string, data: T): Promise<void>;
  depth(): Promise<QueueDepth>;
  close(): Promise<void>;
}

export interface JobQueueOptions {
  /** Called for errors of the connection; the queue goes on by itself. */
  readonly onError: (error: Error) => void;
  /** Tries of a job before it is given up. Default 8: with the pauses between them about four minutes. */
  readonly attempts?: number;
  /** Pause before the first retry; each further one is twice as long. Default 1000. */
  readonly backoffMs?: number;
  /** Largest data of a job as JSON. Default 16 MiB. */
  readonly maxDataBytes?: number;
}

/** Given-up jobs that are kept; beyond, the oldest goes. */
const KEPT_FAILED = 5_000;
const DEFAULT_MAX_DATA_BYTES = 16 * 1024 * 1024;

/** Opens a queue; connects by itself. */
export function createJobQueue<T>(connection: JobsConnection, name: string, options: JobQueueOptions): JobQueue<T> {
  const queue = openQueue(connection, name, {
    defaultJobOptions: {
      attempts: options.attempts ?? 8,
      backoff: { type: 'exponential', delay: options.backoffMs ?? 1_000, jitter: 0.3 },
      removeOnComplete: true,
      removeOnFail: { count: KEPT_FAILED },
      sizeLimit: options.maxDataBytes ?? DEFAULT_MAX_DATA_BYTES,
      stackTraceLimit: 5,
    },
  });
  queue.on('error', options.onError);
  return {
    name,
    async add(jobId, data) {
      if (await isKnown(queue, jobId)) return;
      await queue.add(name, data, { jobId });
    },
    async depth() {
      const counts = await queue.getJobCounts('waiting', 'delayed', 'prioritized', 'active', 'failed');
      const { waiting = 0, delayed = 0, prioritized = 0, active = 0, failed = 0 } = counts;
      return { waiting: waiting + delayed + prioritized, active, failed };
    },
    close: () => queue.close(),
  };
}

/** BullMQ ignores an id that it knows, also one that was given up: that one has to be started again. */
async function isKnown(queue: OpenQueue, jobId: string): Promise<boolean> {
  const job = await queue.getJob(jobId);
  if (job === undefined) return false;
  const state = await job.getState();
  if (state === 'unknown') return false;
  if (state === 'failed') await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
  return true;
}
