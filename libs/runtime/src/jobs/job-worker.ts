import { type JobsConnection, openWorker } from './connection.ts';

export interface FailedJob {
  readonly queue: string;
  readonly jobId: string;
  readonly error: Error;
  /** Tries made so far. */
  readonly attempts: number;
  /** True when the job is given up and kept as a dead letter. */
  readonly isFinal: boolean;
}

export interface JobWorkerOptions {
  /** Jobs at once in this process. */
  readonly concurrency: number;
  /** Runs a job. May get the same job twice (a worker that died in the middle), so it must not mind. */
  readonly handler: (data: unknown, jobId: string) => Promise<void>;
  readonly onFailed: (failed: FailedJob) => void;
  /** Called for errors of the connection; the worker goes on by itself. Default: none. */
  readonly onError?: (error: Error) => void;
  /** A job whose worker shows no sign of life for this long is given to another. Default 15000. */
  readonly lockMs?: number;
}

export interface JobWorker {
  /** Takes no new jobs, waits for running ones, closes the connections. */
  close(): Promise<void>;
}

const LOCK_MS = 15_000;
/** Pause of a worker whose backend is away; BullMQ's own 15 s would delay everything after an outage. */
const RETRY_MS = 1_000;
/** Deaths of workers are not the job's fault; it is safe to run again. */
const MAX_STALLED = 50;

/** Starts working off a queue. Resolves when the worker is connected. */
export async function startJobWorker(
  connection: JobsConnection,
  name: string,
  { concurrency, handler, onFailed, onError, lockMs = LOCK_MS }: JobWorkerOptions,
): Promise<JobWorker> {
  const worker = openWorker(connection, name, (job) => handler(job.data, job.id ?? ''), {
    concurrency,
    lockDuration: lockMs,
    stalledInterval: Math.ceil(lockMs / 3),
    maxStalledCount: MAX_STALLED,
    drainDelay: 1,
    runRetryDelay: RETRY_MS,
  });
  worker.on('error', (error) => onError?.(error));
  worker.on('failed', (job, error) => {
    if (job === undefined) return;
    const attempts = job.attemptsMade;
    onFailed({ queue: name, jobId: job.id ?? '', error, attempts, isFinal: attempts >= (job.opts.attempts ?? 1) });
  });
  await worker.waitUntilReady();
  return { close: () => worker.close() };
}
