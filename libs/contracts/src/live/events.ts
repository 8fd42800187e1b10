import * as z from 'zod';

/** What a committed ledger batch changed, per organization: counters, never rows of other tenants. */
export const ledgerDeltaSchema = z.object({
  organizationId: z.string(),
  /** UTC ISO time at which the batch was committed. */
  committedAt: z.string(),
  requests: z.number().int().nonnegative(),
  failed: z.number().int().nonnegative(),
  cacheHits: z.number().int().nonnegative(),
  costUsd: z.string(),
  savedUsd: z.string(),
});
export type LedgerDelta = z.infer<typeof ledgerDeltaSchema>;

/** A configuration version came into force. */
export const configPublishedSchema = z.object({ organizationId: z.string(), version: z.number().int() });
export type ConfigPublished = z.infer<typeof configPublishedSchema>;

/** An alert of a gateway was raised or has ended; which stand now tells its status. */
export const alertsChangedSchema = z.object({ instanceId: z.string(), standing: z.number().int().nonnegative() });
export type AlertsChanged = z.infer<typeof alertsChangedSchema>;

/** Channels of the event bus. */
export interface BusChannels {
  'ledger.committed': LedgerDelta[];
  'config.published': ConfigPublished;
  'alerts.changed': AlertsChanged;
}

/** Events a dashboard socket receives (socket.io names). */
export interface LiveServerEvents {
  'ledger:delta': (delta: LedgerDelta) => void;
  'config:published': (event: ConfigPublished) => void;
  'alerts:changed': (event: AlertsChanged) => void;
}
