import { performance } from 'node:perf_hooks';
import type { SharedStore } from '@llm-cost-optimizer/contracts';
import type { Redis } from 'ioredis';
import { connectRedis } from '../redis/connect.ts';
import { Breaker } from './breaker.ts';

export interface SharedStoreOptions {
  readonly redisUrl: string;
  /** Time limit of one command. */
  readonly timeoutMs: number;
  /** Called once per outage. */
  readonly onError: (error: Error) => void;
}

export interface ClosableStore extends SharedStore {
  /** False while Redis does not answer and every read is a miss. */
  readonly isUp: boolean;
  close(): Promise<void>;
}

const PREFIX = 'lco:store:';
const BREAKER = { threshold: 3, restMs: 1_000 };

/**
 * The store that all gateways share, on Redis. A command that fails or takes longer than the limit is a miss, and after
 * three of them in a row Redis is left alone for a second: an outage costs requests nothing.
 */
export function createSharedStore({ redisUrl, timeoutMs, onError }: SharedStoreOptions): ClosableStore {
  const redis = connectRedis({ redisUrl, onError, options: { commandTimeout: timeoutMs } });
  const breaker = new Breaker({ ...BREAKER, now: () => performance.now() });
  let wasUp = true;
  const run = async <T>(command: (redis: Redis) => Promise<T>): Promise<T | null> => {
    if (!breaker.tryEnter()) return null;
    try {
      const answer = await command(redis);
      breaker.succeeded();
      wasUp = true;
      return answer;
    } catch (error) {
      breaker.failed();
      if (wasUp && !breaker.isClosed) {
        wasUp = false;
        onError(error instanceof Error ? error : new Error(String(error)));
      }
      return null;
    }
  };
  return {
    get: (key) => run((client) => client.getBuffer(PREFIX + key)),
    async set(key, value, ttlSeconds) {
      await run((client) =>
        client.set(
          PREFIX + key,
          Buffer.from(value.buffer, value.byteOffset, value.byteLength),
          'EX',
          Math.max(1, Math.round(ttlSeconds)),
        ),
      );
    },
    async delete(key) {
      await run((client) => client.del(PREFIX + key));
    },
    get isUp() {
      return breaker.isClosed && redis.status === 'ready';
    },
    async close() {
      redis.disconnect();
    },
  };
}
