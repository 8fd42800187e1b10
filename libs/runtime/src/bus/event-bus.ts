import type { EventBus } from '@llm-cost-optimizer/contracts';
import { LocalBus } from './local-bus.ts';
import { RedisBus } from './redis-bus.ts';

export interface ClosableBus extends EventBus {
  close(): Promise<void>;
}

export interface EventBusOptions {
  /** Null = within this process. */
  readonly redisUrl: string | null;
  /** Called for handlers that throw, unreadable messages, and once per outage of Redis. */
  readonly onError: (error: Error) => void;
}

/** Makes the bus: within the process, or over Redis between all processes. Starts even while Redis is away. */
export async function createEventBus({ redisUrl, onError }: EventBusOptions): Promise<ClosableBus> {
  if (redisUrl === null) return new LocalBus(onError);
  const bus = new RedisBus(redisUrl, onError);
  await bus.start();
  return bus;
}
