import { Redis } from 'ioredis';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { REDIS_SERVER, TestRedis } from '../test-support/redis-server.ts';
import { type ClosableBus, createEventBus } from './event-bus.ts';

const WAIT = { timeout: 10_000 };
const MESSAGE = { organizationId: 'o', version: 7 };

describe.each([
  { name: 'within the process', isRedis: false, isThere: true },
  { name: 'over Redis (needs redis-server)', isRedis: true, isThere: REDIS_SERVER !== null },
])('event bus $name', ({ isRedis, isThere }) => {
  const closers: (() => Promise<void>)[] = [];
  const errors: string[] = [];

  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
    errors.length = 0;
  });

  async function open(redis: TestRedis | null): Promise<ClosableBus> {
    const bus = await createEventBus({ redisUrl: redis?.url ?? null, onError: (error) => errors.push(error.message) });
    closers.push(() => bus.close());
    return bus;
  }

  async function server(): Promise<TestRedis | null> {
    if (!isRedis) return null;
    const redis = await TestRedis.start();
    closers.push(() => redis.remove());
    return redis;
  }

  it.runIf(isThere)('brings a message to every handler of its channel, once', async () => {
    const bus = await open(await server());
    const seen: unknown[] = [];
    bus.subscribe('config.published', (message) => seen.push(['one', message]));
    bus.subscribe('config.published', (message) => seen.push(['two', message]));
    bus.subscribe('ledger.committed', (message) => seen.push(['other', message]));
    bus.publish('config.published', MESSAGE);
    await vi.waitUntil(() => seen.length === 2, WAIT);
    expect(seen).toEqual([
      ['one', MESSAGE],
      ['two', MESSAGE],
    ]);
  });

  it.runIf(isThere)('ends one subscription without touching the others', async () => {
    const bus = await open(await server());
    const seen: string[] = [];
    const handler = (): void => void seen.push('handler');
    const end = bus.subscribe('config.published', handler);
    bus.subscribe('config.published', handler);
    end();
    end();
    bus.publish('config.published', MESSAGE);
    await vi.waitUntil(() => seen.length > 0, WAIT);
    expect(seen).toEqual(['handler']);
  });

  it.runIf(isThere)('reports a handler that throws and serves the others', async () => {
    const bus = await open(await server());
    const seen: unknown[] = [];
    bus.subscribe('config.published', () => {
      throw new Error('handler broke');
    });
    bus.subscribe('config.published', (message) => seen.push(message));
    bus.publish('config.published', MESSAGE);
    await vi.waitUntil(() => seen.length === 1, WAIT);
    expect(errors).toEqual(['handler broke']);
  });
});

describe.runIf(REDIS_SERVER !== null)('event bus between processes (needs redis-server)', () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  async function open(redis: TestRedis, errors: string[] = []): Promise<ClosableBus> {
    const bus = await createEventBus({ redisUrl: redis.url, onError: (error) => errors.push(error.message) });
    closers.push(() => bus.close());
    return bus;
  }

  it('brings messages to other processes and not back as a second copy', async () => {
    const redis = await TestRedis.start();
    closers.push(() => redis.remove());
    const [one, two] = [await open(redis), await open(redis)];
    const seen: string[] = [];
    one.subscribe('config.published', () => void seen.push('one'));
    two.subscribe('config.published', () => void seen.push('two'));
    one.publish('config.published', MESSAGE);
    await vi.waitUntil(() => seen.length === 2, WAIT);
    two.publish('config.published', MESSAGE);
    await vi.waitUntil(() => seen.length === 4, WAIT);
    expect(seen.sort()).toEqual(['one', 'one', 'two', 'two']);
  });

  it.each([
    { name: 'no JSON', text: 'not json' },
    { name: 'another form', text: '{"origin":"x","message":{"version":"seven"}}' },
    { name: 'no envelope', text: '[]' },
  ])('drops and reports a foreign message of $name', async ({ text }) => {
    const redis = await TestRedis.start();
    closers.push(() => redis.remove());
    const errors: string[] = [];
    const bus = await open(redis, errors);
    const seen: unknown[] = [];
    bus.subscribe('config.published', (message) => seen.push(message));
    const foreign = new Redis(redis.url);
    await foreign.publish('lco:bus:config.published', text);
    foreign.disconnect();
    await vi.waitUntil(() => errors.length === 1, WAIT);
    expect(errors).toEqual(['A message on the channel config.published was dropped: it is not of the expected form.']);
    expect(seen).toEqual([]);
  });

  it('fault F43: starts without Redis, serves its own process, and reaches the others within seconds of its return', async () => {
    const redis = await TestRedis.start();
    closers.push(() => redis.remove());
    await redis.down();
    const errors: string[] = [];
    const [one, two] = [await open(redis, errors), await open(redis)];
    const seen: string[] = [];
    one.subscribe('config.published', () => void seen.push('one'));
    two.subscribe('config.published', () => void seen.push('two'));
    one.publish('config.published', MESSAGE);
    await vi.waitUntil(() => seen.includes('one'), WAIT);
    expect(errors).toHaveLength(1);
    await redis.up();
    await vi.waitUntil(
      () => {
        one.publish('config.published', MESSAGE);
        return seen.includes('two');
      },
      { timeout: 5_000 },
    );
  });
});
