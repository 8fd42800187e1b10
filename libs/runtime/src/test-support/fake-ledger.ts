import type { LedgerBatchJob } from '@llm-cost-optimizer/contracts';

/** Stands for queue, writer and database: books a batch once, however often it comes; can be away or lose batches. */
export class FakeLedger {
  readonly batches = new Map<string, LedgerBatchJob>();
  /** Batches that were handed over, repetitions included. */
  deliveries = 0;
  isAway = false;
  /** Accepts batches and forgets them, like a queue that loses its data. */
  isForgetful = false;

  readonly deliver = async (batch: LedgerBatchJob): Promise<void> => {
    if (this.isAway) throw new Error('the database is away');
    this.deliveries += 1;
    if (!this.isForgetful && !this.batches.has(batch.batchId)) this.batches.set(batch.batchId, structuredClone(batch));
  };

  readonly committed = async (batchIds: string[]): Promise<string[]> => {
    if (this.isAway) throw new Error('the database is away');
    return batchIds.filter((id) => this.batches.has(id));
  };

  /** Ids of all booked requests in the order of their booking; an id booked twice appears twice. */
  get requestIds(): string[] {
    return [...this.batches.values()].flatMap(({ entries }) => entries.map(({ request }) => request.id));
  }
}
