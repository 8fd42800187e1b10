import type { LedgerEntry } from '@llm-cost-optimizer/contracts';
import type { Costs } from './pending-costs.ts';

/** A sealed segment on its way into the database. */
export interface Segment {
  readonly batchId: string;
  readonly bytes: number;
  readonly rows: number;
  readonly costs: Costs;
  /** True when lines of it were damaged: then the file is kept aside instead of deleted. */
  readonly isDamaged: boolean;
  /** Kept for the first delivery only (by reference: until it is in the database); null = read the file again. */
  entries: readonly LedgerEntry[] | null;
  state: 'waiting' | 'delivering' | 'delivered';
  failures: number;
  /** Not delivered before this time. */
  dueAt: number;
  /** When it was handed over last. */
  deliveredAt: number;
}
