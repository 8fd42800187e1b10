import type { NewLabel } from '@llm-cost-optimizer/persistence';

/** While the database is away the oldest ones are let go: they are weak evidence, and there will be more. */
const MAX_LABELS = 2_000;

/** Verdicts of checks on their way from requests to the database, some seconds at a time. */
export class LabelQueue {
  private labels: NewLabel[] = [];

  add(label: NewLabel): void {
    if (this.labels.length >= MAX_LABELS) this.labels.shift();
    this.labels.push(label);
  }

  /** Hands everything to `write`; what it rejects comes back. */
  async flush(write: (labels: readonly NewLabel[]) => Promise<void>): Promise<void> {
    const { labels } = this;
    if (labels.length === 0) return;
    this.labels = [];
    try {
      await write(labels);
    } catch (error) {
      this.labels = [...labels, ...this.labels].slice(-MAX_LABELS);
      throw error;
    }
  }
}
