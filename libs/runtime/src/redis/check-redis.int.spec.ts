import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../postgres/server.ts';
import { REDIS_SERVER, TestRedis } from '../test-support/redis-server.ts';
import { checkRedis } from './check-redis.ts';

describe('checkRedis', () => {
  it('says in one sentence where nothing answers, without the password', async () => {
    const port = await freePort();
    const check = checkRedis(`redis://:very-secret@127.0.0.1:${port}`);
    await expect(check).rejects.toThrow(
      new RegExp(
        `^Redis at 127\\.0\\.0\\.1:${port} cannot be used: .*ECONNREFUSED.* Check REDIS_URL and that the server runs\\.$`,
      ),
    );
    await expect(check).rejects.not.toThrow(/very-secret/);
  });
});

describe.runIf(REDIS_SERVER !== null)('checkRedis with a server (needs redis-server)', () => {
  let redis: TestRedis;
  afterEach(() => redis.remove());

  it('is content with a server that keeps everything', async () => {
    redis = await TestRedis.start();
    expect(await checkRedis(redis.url)).toEqual({ warnings: [] });
  });

  it('fault F43: warns when queue data may be evicted', async () => {
    redis = await TestRedis.start(['--maxmemory-policy', 'allkeys-lru', '--maxmemory', '50mb']);
    expect(await checkRedis(redis.url)).toEqual({
      warnings: ['Redis may drop queue data: its maxmemory-policy is allkeys-lru. Set it to noeviction.'],
    });
  });

  it('rejects in time when the server takes the connection and never answers', async () => {
    redis = await TestRedis.start();
    redis.freeze();
    await expect(checkRedis(redis.url)).rejects.toThrow(/^Redis at 127\.0\.0\.1:\d+ cannot be used: /);
  });

  it('refuses a wrong password with the reason of the server', async () => {
    redis = await TestRedis.start();
    await expect(checkRedis(redis.url.replace('redis://', 'redis://someone:wrong@'))).rejects.toThrow(/WRONGPASS/);
  });
});
