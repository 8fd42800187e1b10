import { startTestPostgres, startTestRedis } from '@llm-cost-optimizer/testing';

/** The servers of the distributed mode. */
export interface TestServers {
  readonly env: { readonly DATABASE_URL: string; readonly REDIS_URL: string };
  stop(): Promise<void>;
}

/** Starts a real Postgres and a real Redis on free ports. */
export async function startTestServers(): Promise<TestServers> {
  const [postgres, redis] = await Promise.all([startTestPostgres(), startTestRedis()]);
  return {
    env: { DATABASE_URL: postgres.connectionString, REDIS_URL: redis.url },
    async stop() {
      await redis.stop();
      await postgres.stop();
    },
  };
}
