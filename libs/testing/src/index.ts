export type { ProvidedPostgres } from './postgres.setup.ts';
export { startTestPostgres, type TestPostgres } from './postgres.ts';
export { REDIS_SERVER, startTestRedis, type TestRedis } from './redis.ts';
