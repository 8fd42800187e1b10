import type { LedgerEntry } from '@llm-cost-optimizer/contracts';
import type { Costs } from './pending-costs.ts';
import type { RowText } from './row-text.ts';

/** A sealed segment on its way into the database. */
export interface Segment {
  readonly batchId: string;
  readonly bytes: number;
  readonly rows: number;
  readonly costs: Costs;
  /** True when lines of it were damaged: then the file is kept aside instead of deleted. */
  readonly isDamaged: boolean;
  /** True for a file that this process wrote and sealed itself: every line of it is whole. */
  readonly isOwn: boolean;
  /** By reference, the bytes of the file until they are in the database; null = read the file again. */
  text: RowText | null;
  /** Kept for the first delivery only; null = read the file again. */
  entries: readonly LedgerEntry[] | null;
  state: 'waiting' | 'delivering' | 'delivered';
  failures: number;
  /** Not delivered before this time. */
  dueAt: number;
  /** When it was handed over last. */
  deliveredAt: number;
}
