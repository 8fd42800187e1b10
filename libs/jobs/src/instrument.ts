import type { JobDefinition, JobServices } from './definition.ts';

/** A failure as the queue reports it. */
export interface JobFailure {
  readonly jobId: string;
  readonly error: Error;
  readonly attempts: number;
  /** True when the job is given up and kept as a dead letter. */
  readonly isFinal: boolean;
}

/** A job with its measuring and logging around it. */
export interface InstrumentedJob {
  readonly handler: (payload: unknown, jobId: string) => Promise<void>;
  readonly onFailed: (failure: JobFailure) => void;
}

/**
 * The one wrapper of all jobs: counts and times every run, logs retries as warnings and dead letters as errors. The
 * queue decides about retries, so a failure is counted where it says what becomes of the job.
 */
export function instrument(job: JobDefinition, services: JobServices): InstrumentedJob {
  const { clock, logger, metrics } = services;
  const durations = new WeakMap<Error, number>();
  return {
    async handler(payload, _jobId) {
      const startedAt = clock.monotonic();
      try {
        await job.run(payload, services);
      } catch (error) {
        if (error instanceof Error) durations.set(error, clock.monotonic() - startedAt);
        throw error;
      }
      metrics.job(job.name, 'ok', clock.monotonic() - startedAt);
    },
    onFailed({ jobId, error, attempts, isFinal }) {
      metrics.job(job.name, isFinal ? 'dead' : 'failed', durations.get(error) ?? 0);
      const fields = { job: job.name, jobId, attempts, err: error };
      if (isFinal) logger.error(fields, 'A job was given up and is kept as a dead letter.');
      else logger.warn(fields, 'A job failed and will be tried again.');
    },
  };
}
