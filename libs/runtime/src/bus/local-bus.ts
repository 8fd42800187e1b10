import type { BusChannels, EventBus } from '@llm-cost-optimizer/contracts';
import type { Channel } from './channels.ts';

type Handler = (message: never) => void;

/**
 * Bus within one process. Handlers run in the order of their subscription, after the publisher's current work;
 * one that throws is reported and does not keep the others from their message.
 */
export class LocalBus implements EventBus {
  private readonly handlers = new Map<Channel, Set<Handler>>();
  private readonly onError: (error: Error) => void;

  constructor(onError: (error: Error) => void) {
    this.onError = onError;
  }

  publish<C extends Channel>(channel: C, message: BusChannels[C]): void {
    const handlers = this.handlers.get(channel);
    if (handlers === undefined || handlers.size === 0) return;
    queueMicrotask(() => {
      for (const handler of [...handlers]) this.deliver(handler as (message: BusChannels[C]) => void, message);
    });
  }

  subscribe<C extends Channel>(channel: C, handler: (message: BusChannels[C]) => void): () => void {
    const handlers = this.handlers.get(channel) ?? new Set<Handler>();
    this.handlers.set(channel, handlers);
    // A function of its own, so that one handler may subscribe twice and end each subscription by itself.
    const own = (message: BusChannels[C]): void => handler(message);
    handlers.add(own);
    return () => handlers.delete(own);
  }

  private deliver<T>(handler: (message: T) => void, message: T): void {
    try {
      handler(message);
    } catch (error) {
      this.onError(error instanceof Error ? error : new Error(String(error)));
    }
  }

  async close(): Promise<void> {
    this.handlers.clear();
  }
}
