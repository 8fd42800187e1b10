import './redis/fast-strings.ts';

export { createMemoryAccounts } from './budget/memory-accounts.ts';
export { type ClosableAccounts, createRedisAccounts, type RedisAccountsOptions } from './budget/redis-accounts.ts';
export { type ClosableBus, createEventBus, type EventBusOptions } from './bus/event-bus.ts';
export { systemClock } from './clock.ts';
export { createId } from './ids.ts';
export { type IntentJournalOptions, type OpenIntentJournal, openIntentJournal } from './intents/intent-journal.ts';
export { type JobsConnection, jobsConnection } from './jobs/connection.ts';
export { createJobQueue, type JobQueue, type JobQueueOptions, type QueueDepth } from './jobs/job-queue.ts';
export { type FailedJob, type JobWorker, type JobWorkerOptions, startJobWorker } from './jobs/job-worker.ts';
export { type Schedule, scheduleEvery } from './jobs/schedule.ts';
export { type ClosableRateLimiter, createRateLimiter, type RateLimiterOptions } from './limits/rate-limiter.ts';
export { type FolderLock, lockFolder } from './lock/folder-lock.ts';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './postgres/embedded-postgres.ts';
export { checkRedis, type RedisCheck } from './redis/check-redis.ts';
export { createSpool, type Spool, type SpoolOptions } from './spool/spool.ts';
export { type ClosableStore, createSharedStore, type SharedStoreOptions } from './store/shared-store.ts';
