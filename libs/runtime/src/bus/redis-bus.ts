import type { BusChannels } from '@llm-cost-optimizer/contracts';
import type { Redis } from 'ioredis';
import * as z from 'zod';
import { createId } from '../ids.ts';
import { connectRedis } from '../redis/connect.ts';
import { CHANNEL_SCHEMAS, type Channel, isChannel } from './channels.ts';
import type { ClosableBus } from './event-bus.ts';
import { LocalBus } from './local-bus.ts';

const PREFIX = 'lco:bus:';
const envelopeSchema = z.object({ origin: z.string(), message: z.unknown() });

/**
 * Bus over Redis. A message reaches the handlers of its own process at once and without Redis, so that an outage only
 * separates processes; theirs come by Redis. Messages that do not fit their schema are reported and dropped.
 */
export class RedisBus implements ClosableBus {
  private readonly local: LocalBus;
  private readonly origin = createId();
  private readonly publisher: Redis;
  private readonly subscriber: Redis;
  private readonly onError: (error: Error) => void;

  constructor(redisUrl: string, onError: (error: Error) => void) {
    this.onError = onError;
    this.local = new LocalBus(onError);
    this.publisher = connectRedis({ redisUrl, onError });
    // One report per outage is enough; the publisher makes it.
    this.subscriber = connectRedis({
      redisUrl,
      onError: () => undefined,
      options: { enableOfflineQueue: true, maxRetriesPerRequest: null, autoResubscribe: true },
    });
    this.subscriber.on('message', (name: string, text: string) => this.receive(name, text));
  }

  /** Resolves once messages of other processes arrive, or after a second when Redis is away; then they come later. */
  async start(): Promise<void> {
    const channels = Object.keys(CHANNEL_SCHEMAS).map((channel) => PREFIX + channel);
    const subscribed = this.subscriber.subscribe(...channels).catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, 1_000);
    });
    await Promise.race([subscribed, limit]);
    clearTimeout(timer);
  }

  publish<C extends Channel>(channel: C, message: BusChannels[C]): void {
    this.local.publish(channel, message);
    const text = JSON.stringify({ origin: this.origin, message });
    // Delivery is at most once; the outage itself was reported by the connection.
    this.publisher.publish(PREFIX + channel, text).catch(() => undefined);
  }

  subscribe<C extends Channel>(channel: C, handler: (message: BusChannels[C]) => void): () => void {
    return this.local.subscribe(channel, handler);
  }

  async close(): Promise<void> {
    this.publisher.disconnect();
    this.subscriber.disconnect();
    await this.local.close();
  }

  private receive(name: string, text: string): void {
    const channel = name.slice(PREFIX.length);
    if (!isChannel(channel)) return;
    const envelope = envelopeSchema.safeParse(parseJson(text));
    if (envelope.success && envelope.data.origin === this.origin) return;
    const message = envelope.success ? CHANNEL_SCHEMAS[channel].safeParse(envelope.data.message) : null;
    if (message?.success === true) this.local.publish(channel, message.data);
    else this.onError(new Error(`A message on the channel ${channel} was dropped: it is not of the expected form.`));
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Undefined fits no schema, so the caller reports it.
    return undefined;
  }
}
