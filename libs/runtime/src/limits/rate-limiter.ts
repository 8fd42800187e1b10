import type { RateLimiter, Taken } from '@llm-cost-optimizer/contracts';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { connectRedis } from '../redis/connect.ts';

export interface RateLimiterOptions {
  /** Null = in the memory of this process. */
  readonly redisUrl: string | null;
  /** Called once per outage. */
  readonly onError: (error: Error) => void;
}

export interface ClosableRateLimiter extends RateLimiter {
  /** True while all gateways count together; always false in memory. */
  readonly isShared: boolean;
  close(): Promise<void>;
}

const WINDOW_SECONDS = 60;
const PREFIX = 'lco:limit';
/** Limits differ per key, but few numbers are in use; beyond this many the limiters are made anew. Their counts live in the store. */
const MAX_LIMITERS = 1_000;
const COMMAND_TIMEOUT_MS = 100;

/**
 * Limits by rate-limiter-flexible, atomic in Redis where gateways share one. While Redis is away each gateway counts for itself in memory.
 */
export function createRateLimiter({ redisUrl, onError }: RateLimiterOptions): ClosableRateLimiter {
  const redis =
    redisUrl === null ? null : connectRedis({ redisUrl, onError, options: { commandTimeout: COMMAND_TIMEOUT_MS } });
  const limiters = new Map<number, RateLimiterAbstract>();
  const memory = new Map<number, RateLimiterMemory>();

  const limiterOf = (limit: number): RateLimiterAbstract => {
    const known = limiters.get(limit);
    if (known !== undefined) return known;
    // A limiter in memory holds its counts itself, so those are never dropped while they count.
    if (redis !== null && limiters.size >= MAX_LIMITERS) limiters.clear();
    const options = { keyPrefix: PREFIX, points: limit, duration: WINDOW_SECONDS };
    const insurance = memory.get(limit) ?? new RateLimiterMemory(options);
    memory.set(limit, insurance);
    const made =
      redis === null
        ? insurance
        : new RateLimiterRedis({ ...options, storeClient: redis, insuranceLimiter: insurance });
    limiters.set(limit, made);
    return made;
  };

  return {
    async take(name, points, limit): Promise<Taken> {
      const limiter = limiterOf(limit);
      try {
        return { isTaken: true, ...stateOf(await limiter.consume(name, points)) };
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        // The library counts refused points too, which would keep a busy client out for good.
        const state = stateOf(error);
        await limiter.reward(name, points);
        return { isTaken: false, ...state, remaining: Math.max(0, limit - error.consumedPoints + points) };
      }
    },
    async give(name, points, limit): Promise<void> {
      if (points > 0) await limiterOf(limit).reward(name, points);
      else if (points < 0) await limiterOf(limit).penalty(name, -points);
    },
    get isShared() {
      return redis?.status === 'ready';
    },
    async close() {
      redis?.disconnect();
    },
  };
}

function stateOf({ remainingPoints, msBeforeNext }: RateLimiterRes): Omit<Taken, 'isTaken'> {
  return { remaining: Math.max(0, remainingPoints), resetMs: Math.max(0, msBeforeNext) };
}
