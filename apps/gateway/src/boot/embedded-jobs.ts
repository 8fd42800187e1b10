import type { Clock, EventBus, ProcessSettings } from '@llm-cost-optimizer/contracts';
import { startJobs } from '@llm-cost-optimizer/jobs';
import type { LedgerRepository } from '@llm-cost-optimizer/persistence';
import type { JobsConnection } from '@llm-cost-optimizer/runtime';
import type { Logger, Metrics } from '@llm-cost-optimizer/telemetry';

export interface EmbeddedJobsOptions {
  readonly connection: JobsConnection;
  readonly ledger: LedgerRepository;
  readonly bus: EventBus;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly settings: ProcessSettings;
}

/** Hosts the jobs in the gateway's own process: one command is enough for the whole product. */
export function startEmbeddedJobs({
  connection,
  ...services
}: EmbeddedJobsOptions): Promise<{ close(): Promise<void> }> {
  return startJobs({ connection, services });
}
