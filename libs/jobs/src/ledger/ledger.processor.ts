import { LEDGER_QUEUE, ledgerBatchSchema } from '@llm-cost-optimizer/contracts';
import { defineJob } from '../definition.ts';

/**
 * Writes a batch of settled requests and tells the dashboards what it added. A second run adds nothing and tells
 * nothing. More than a few at once would only wait for each other at the same roll-up rows.
 */
export const ledgerJob = defineJob({
  name: LEDGER_QUEUE,
  schema: ledgerBatchSchema,
  concurrency: 3,
  everyMs: null,
  async run(batch, { ledger, bus, logger }) {
    const deltas = await ledger.writeBatch(batch);
    if (deltas.length > 0) bus.publish('ledger.committed', deltas);
    const requests = deltas.reduce((sum, delta) => sum + delta.requests, 0);
    logger.debug({ batchId: batch.batchId, delivered: batch.entries.length, requests }, 'Ledger batch written.');
  },
});
