import type { LedgerEntry } from '../ledger/records.ts';

/** Queue that carries ledger batches from gateways to whoever writes them to Postgres. */
export const LEDGER_QUEUE = 'ledger';

/** One segment of a gateway's spool. Processing it twice changes nothing: rows and batch are keyed by their ids. */
export interface LedgerBatchJob {
  /** UUIDv7, also the job id and the name of the spool segment. */
  readonly batchId: string;
  /** Gateway instance whose spool keeps the segment until the batch is in Postgres. */
  readonly instanceId: string;
  readonly entries: readonly LedgerEntry[];
}
