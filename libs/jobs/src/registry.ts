import type { JobDefinition } from './definition.ts';
import { ledgerJob } from './ledger/ledger.processor.ts';
import { maintenanceJob } from './maintenance/maintenance.processor.ts';

/** Every kind of job. Gateways in embedded mode and workers host the same list. */
export const JOBS: readonly JobDefinition[] = [ledgerJob, maintenanceJob];
