import * as z from 'zod';

/** Queue of the hourly upkeep of the ledger's tables. */
export const MAINTENANCE_QUEUE = 'maintenance';

/** The payload of a maintenance job: nothing; what to keep stands in the settings of who runs it. */
export const maintenanceSchema = z.object({});
export type MaintenanceJob = z.infer<typeof maintenanceSchema>;
