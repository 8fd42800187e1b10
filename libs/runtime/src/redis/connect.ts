import { Redis, type RedisOptions } from 'ioredis';

/** Reconnects fast at first and at least once a second, so that all is normal within seconds after Redis returns. */
const MAX_RECONNECT_MS = 1_000;

export interface RedisConnectionOptions {
  readonly redisUrl: string;
  /** Called when the connection breaks, once per outage. */
  readonly onError: (error: Error) => void;
  readonly options?: RedisOptions;
}

/** Opens a connection that reconnects for ever and fails commands at once while it is away. Never throws. */
export function connectRedis({ redisUrl, onError, options }: RedisConnectionOptions): Redis {
  const redis = new Redis(redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 1_000,
    // A server that takes the connection and never answers is dropped, or the link would hang until it speaks.
    socketTimeout: 2_000,
    retryStrategy: (times) => Math.min(50 * times, MAX_RECONNECT_MS),
    ...options,
  });
  let isReported = false;
  redis.on('error', (error: Error) => {
    if (!isReported) onError(new Error(`Redis does not answer: ${error.message || 'the connection broke'}.`));
    isReported = true;
  });
  redis.on('ready', () => {
    isReported = false;
  });
  return redis;
}
