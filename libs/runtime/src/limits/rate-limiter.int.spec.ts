import { afterEach, describe, expect, it, vi } from 'vitest';
import { REDIS_SERVER, TestRedis } from '../test-support/redis-server.ts';
import { type ClosableRateLimiter, createRateLimiter } from './rate-limiter.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

function limiter(redisUrl: string | null): ClosableRateLimiter {
  const made = createRateLimiter({ redisUrl, onError: () => {} });
  open.push(made);
  return made;
}

function behavesLikeALimiter(make: () => Promise<ClosableRateLimiter>): void {
  it('lets exactly as much through as the limit says, however many ask at once', async () => {
    const limits = await make();
    const taken = await Promise.all(Array.from({ length: 50 }, () => limits.take('key', 1, 20)));
    expect(taken.filter(({ isTaken }) => isTaken)).toHaveLength(20);
    expect(Math.max(...taken.map(({ resetMs }) => resetMs))).toBeLessThanOrEqual(60_000);
    expect((await limits.take('other', 1, 20)).isTaken).toBe(true);
  });

  it('does not hold a refusal against the next, smaller request', async () => {
    const limits = await make();
    await limits.take('tokens', 60, 100);
    expect(await limits.take('tokens', 1_000, 100)).toMatchObject({ isTaken: false, remaining: 40 });
    expect(await limits.take('tokens', 40, 100)).toMatchObject({ isTaken: true, remaining: 0 });
  });

  it('counts what was really used: gives back, and takes more beyond the limit', async () => {
    const limits = await make();
    await limits.take('tokens', 50, 100);
    await limits.give('tokens', 30, 100);
    expect(await limits.take('tokens', 10, 100)).toMatchObject({ remaining: 70 });
    await limits.give('tokens', -200, 100);
    expect((await limits.take('tokens', 1, 100)).isTaken).toBe(false);
  });
}

describe('limits in memory', () => {
  behavesLikeALimiter(async () => limiter(null));
});

describe.runIf(REDIS_SERVER !== null)('limits in Redis (needs redis-server)', () => {
  async function startRedis(): Promise<TestRedis> {
    const redis = await TestRedis.start();
    open.push({ close: () => redis.remove() });
    return redis;
  }
  behavesLikeALimiter(async () => limiter((await startRedis()).url));

  it('B7: holds for all gateways together', async () => {
    const { url } = await startRedis();
    const gateways = [limiter(url), limiter(url)];
    await vi.waitUntil(() => gateways.every(({ isShared }) => isShared));
    const taken = await Promise.all(Array.from({ length: 50 }, (_, at) => gateways[at % 2]?.take('key', 1, 20)));
    expect(taken.filter((one) => one?.isTaken)).toHaveLength(20);
  });

  it('fault F44: goes on in memory while Redis is away', async () => {
    const redis = await startRedis();
    const limits = limiter(redis.url);
    await vi.waitUntil(() => limits.isShared);
    await redis.down();
    await vi.waitUntil(() => !limits.isShared);
    const taken = await Promise.all(Array.from({ length: 20 }, () => limits.take('key', 1, 5)));
    expect(taken.filter(({ isTaken }) => isTaken)).toHaveLength(5);
  });
});
