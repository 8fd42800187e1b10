import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { REDIS_SERVER, TestRedis } from '../test-support/redis-server.ts';
import { type ClosableStore, createSharedStore } from './shared-store.ts';

const BYTES = new Uint8Array([0, 255, 10, 13, 128]);

describe.runIf(REDIS_SERVER !== null)('shared store on Redis (needs redis-server)', () => {
  let redis: TestRedis;
  let store: ClosableStore;
  const errors: string[] = [];

  beforeEach(async () => {
    errors.length = 0;
    redis = await TestRedis.start();
    // Generous, so that a busy test machine is not taken for an outage.
    store = createSharedStore({ redisUrl: redis.url, timeoutMs: 500, onError: (error) => errors.push(error.message) });
    await vi.waitUntil(() => store.isUp, { timeout: 10_000 });
  });

  afterEach(async () => {
    await store.close();
    await redis.remove();
  });

  it('gives back the very bytes, until they are deleted', async () => {
    await store.set('key', BYTES, 60);
    expect(new Uint8Array((await store.get('key')) ?? [])).toEqual(BYTES);
    await store.delete('key');
    expect(await store.get('key')).toBeNull();
    expect(await store.get('never')).toBeNull();
  });

  it('lets values go at the end of their time', async () => {
    await store.set('short', BYTES, 1);
    await vi.waitUntil(async () => (await store.get('short')) === null, { timeout: 5_000, interval: 100 });
  });

  it('faults F41 and F43: a dead Redis is a miss at once, and all is normal within five seconds of its return', async () => {
    await store.set('key', BYTES, 60);
    await redis.down();
    await vi.waitUntil(() => !store.isUp);
    for (let round = 0; round < 20; round += 1) expect(await store.get('key')).toBeNull();
    await store.set('key', BYTES, 60);
    await store.delete('key');
    expect(errors.length).toBeGreaterThanOrEqual(1);
    expect(errors.length).toBeLessThanOrEqual(2);
    await redis.up();
    await vi.waitUntil(
      async () => {
        await store.set('back', BYTES, 60);
        return (await store.get('back')) !== null;
      },
      { timeout: 5_000 },
    );
    expect(store.isUp).toBe(true);
  });

  it('fault F42: a Redis that never answers is a miss after the time limit, then at once, and comes back', async () => {
    await store.set('key', BYTES, 60);
    redis.freeze();
    for (let round = 0; round < 4; round += 1) expect(await store.get('key')).toBeNull();
    expect(store.isUp).toBe(false);
    redis.thaw();
    await vi.waitUntil(async () => (await store.get('key')) !== null, { timeout: 5_000 });
  });
});
