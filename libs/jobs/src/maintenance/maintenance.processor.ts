import { MAINTENANCE_QUEUE, maintenanceSchema } from '@llm-cost-optimizer/contracts';
import { defineJob } from '../definition.ts';

const HOUR_MS = 3_600_000;

/** Makes the ledger's partitions of the coming days and drops those past their time. */
export const maintenanceJob = defineJob({
  name: MAINTENANCE_QUEUE,
  schema: maintenanceSchema,
  concurrency: 1,
  everyMs: HOUR_MS,
  async run(_payload, { ledger, logger, clock, settings }) {
    const { created, dropped } = await ledger.maintainPartitions(new Date(clock.now()), settings.retentionDays);
    if (created.length + dropped.length > 0) logger.debug({ created, dropped }, 'Ledger partitions changed.');
  },
});
