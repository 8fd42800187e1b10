import type { BusChannels } from '../live/events.ts';

/** Wall clock and monotonic clock as one argument, so that tests can hold them. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds on a clock that never jumps; for durations only. */
  monotonic(): number;
}

/** Shared second-level store (Redis in distributed mode). Every call has a time limit and a miss is never an error. */
export interface SharedStore {
  get(key: string): Promise<Uint8Array | null>;
  set(key: string, value: Uint8Array, ttlSeconds: number): Promise<void>;
  delete(key: string): Promise<void>;
}

/** Publish/subscribe between processes; in embedded mode within the one process. Delivery is at most once. */
export interface EventBus {
  publish<C extends keyof BusChannels>(channel: C, message: BusChannels[C]): void;
  /** Returns the function that ends the subscription. */
  subscribe<C extends keyof BusChannels>(channel: C, handler: (message: BusChannels[C]) => void): () => void;
}

/** Where a started process can be asked whether its dependencies work. */
export interface HealthProbe {
  readonly name: string;
  /** Resolves when healthy, rejects with one clear sentence when not. */
  check(): Promise<void>;
}
