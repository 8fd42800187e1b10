import {
  alertsChangedSchema,
  type BusChannels,
  configPublishedSchema,
  ledgerDeltaSchema,
} from '@llm-cost-optimizer/contracts';
import * as z from 'zod';

/** Schema of every channel: what comes from another process is parsed before it is believed. */
export const CHANNEL_SCHEMAS: { readonly [C in keyof BusChannels]: z.ZodType<BusChannels[C]> } = {
  'ledger.committed': z.array(ledgerDeltaSchema),
  'config.published': configPublishedSchema,
  'alerts.changed': alertsChangedSchema,
};

export type Channel = keyof BusChannels;

/** True for the name of a channel. */
export function isChannel(name: string): name is Channel {
  return Object.hasOwn(CHANNEL_SCHEMAS, name);
}
