import { type JobsConnection, type JobWorker, scheduleEvery, startJobWorker } from '@llm-cost-optimizer/runtime';
import type { JobDefinition, JobServices } from './definition.ts';
import { instrument } from './instrument.ts';
import { JOBS } from './registry.ts';

export interface StartJobsOptions {
  readonly connection: JobsConnection;
  readonly services: JobServices;
  /** Default: all of them. */
  readonly jobs?: readonly JobDefinition[];
}

export interface RunningJobs {
  /** Takes no new jobs and waits for the running ones. May be called twice. */
  close(): Promise<void>;
}

/** Starts a worker for each kind of job and the schedules of those that run by themselves. Rejects when one cannot start. */
export async function startJobs({ connection, services, jobs = JOBS }: StartJobsOptions): Promise<RunningJobs> {
  const workers: JobWorker[] = [];
  let closing: Promise<void> | null = null;
  const close = () => {
    closing ??= Promise.all(workers.map((worker) => worker.close())).then(() => undefined);
    return closing;
  };
  const onError = (error: Error) => services.logger.warn({ err: error }, 'The connection of the jobs failed.');
  try {
    for (const job of jobs) {
      const { concurrency, name, everyMs } = job;
      workers.push(await startJobWorker(connection, name, { concurrency, ...instrument(job, services), onError }));
      if (everyMs !== null) await scheduleEvery(connection, name, { everyMs, data: {}, onError });
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}
