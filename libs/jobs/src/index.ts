export { defineJob, InvalidPayloadError, type JobDefinition, type JobServices } from './definition.ts';
export { JOBS } from './registry.ts';
export { type RunningJobs, type StartJobsOptions, startJobs } from './start-jobs.ts';
