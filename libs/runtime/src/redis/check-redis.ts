import { connectRedis } from './connect.ts';

export interface RedisCheck {
  /** Sentences about settings that endanger queue data; empty when all is well. */
  readonly warnings: readonly string[];
}

const TIME_LIMIT_MS = 3_000;
const SAFE_POLICY = 'noeviction';

/** Resolves when Redis answers. Rejects with one sentence that names host and port, never the password. */
export async function checkRedis(redisUrl: string): Promise<RedisCheck> {
  const where = placeOf(redisUrl);
  let cause: Error | null = null;
  const redis = connectRedis({
    redisUrl,
    onError: (error) => {
      cause = error;
    },
    options: { lazyConnect: true, retryStrategy: () => null, commandTimeout: TIME_LIMIT_MS },
  });
  try {
    await withinLimit(redis.connect());
    await redis.ping();
    return { warnings: evictionWarnings(await redis.info('memory')) };
  } catch (error) {
    const reason = cause ?? error;
    const text = reason instanceof Error ? reason.message : String(reason);
    throw new Error(`Redis at ${where} cannot be used: ${text} Check REDIS_URL and that the server runs.`, {
      cause: error,
    });
  } finally {
    redis.disconnect();
  }
}

/** Job data must not be evicted; `maxmemory_policy` stands in INFO, which managed servers allow where CONFIG is refused. */
function evictionWarnings(info: string): string[] {
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? SAFE_POLICY;
  if (policy === SAFE_POLICY) return [];
  return [`Redis may drop queue data: its maxmemory-policy is ${policy}. Set it to ${SAFE_POLICY}.`];
}

async function withinLimit(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${TIME_LIMIT_MS} ms.`)), TIME_LIMIT_MS);
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

function placeOf(redisUrl: string): string {
  const url = URL.parse(redisUrl);
  return url === null ? 'the address of REDIS_URL' : `${url.hostname}:${url.port === '' ? '6379' : url.port}`;
}
