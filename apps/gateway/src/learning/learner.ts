import type { BeliefsRepository, FeedbackRepository, NewLabel } from '@llm-cost-optimizer/persistence';
import {
  type Beliefs,
  beliefsSchema,
  createBeliefs,
  forVersion,
  observe,
  TASK_TYPES,
} from '@llm-cost-optimizer/routing';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { BeliefsBoard } from './beliefs-board.ts';
import type { LabelQueue } from './label-queue.ts';

export interface LearnerOptions {
  readonly beliefs: BeliefsRepository;
  readonly feedback: Pick<FeedbackRepository, 'removeBefore'>;
  readonly board: BeliefsBoard;
  readonly labels: LabelQueue;
  readonly snapshot: () => Snapshot;
  /** Wall clock in milliseconds. */
  readonly now: () => number;
  /** Days that requests, and what was said of them, are kept. */
  readonly retentionDays: number;
}

const DAY_MS = 86_400_000;

/** Turns labels into beliefs, and keeps the beliefs of this gateway in step with the database. */
export class Learner {
  private readonly options: LearnerOptions;
  private running: Promise<void> = Promise.resolve();

  constructor(options: LearnerOptions) {
    this.options = options;
  }

  /** Learns everything that waits, then takes what is newer, also from other gateways. Rejects when the database cannot be reached. */
  refresh(): Promise<void> {
    const next = this.running.then(() => this.refreshOnce());
    this.running = next.catch(() => undefined);
    return next;
  }

  /** Makes what is known ready for a configuration that has just come into force. */
  prepare(): void {
    this.options.board.prepare(this.options.snapshot(), this.options.now());
  }

  /** Forgets everything an organization has taught. Returns the new version. */
  async reset(organizationId: string): Promise<number> {
    const version = this.options.snapshot().quality?.version ?? 'none';
    const made = await this.options.beliefs.reset(organizationId, createBeliefs(version));
    await this.refresh();
    return made;
  }

  /** Lets go of what was said about requests whose rows are gone. */
  async removeOld(): Promise<void> {
    const { feedback, now, retentionDays } = this.options;
    await feedback.removeBefore(new Date(now() - retentionDays * DAY_MS));
  }

  private async refreshOnce(): Promise<void> {
    const { beliefs, board, labels, snapshot } = this.options;
    await labels.flush((waiting) => beliefs.addLabels(waiting));
    const version = snapshot().quality?.version ?? null;
    if (version !== null) {
      for (const organizationId of await beliefs.waiting()) await this.learnAll(organizationId, version);
    }
    for (const newer of await beliefs.readNewer(board.versions)) board.put(newer);
    this.prepare();
  }

  private async learnAll(organizationId: string, version: string): Promise<void> {
    const { beliefs } = this.options;
    while ((await beliefs.learn(organizationId, (before, labels) => taught(before, labels, version))) > 0);
  }
}

/** Beliefs with some more labels; the same object where they change nothing. Labels of another quality model teach nothing. */
export function taught(before: unknown, labels: readonly NewLabel[], version: string): unknown {
  const parsed = beliefsSchema.safeParse(before);
  const known: Beliefs = parsed.success ? forVersion(parsed.data, version) : createBeliefs(version);
  let after = known;
  for (const { requestId, model, reading, outcome, weight, at } of labels) {
    const task = TASK_TYPES.find((one) => one === reading.task);
    if (task === undefined) continue;
    after = observe(after, { id: requestId, model, reading: { ...reading, task }, outcome, weight, at: at.getTime() });
  }
  return after === known && parsed.success && known === parsed.data ? before : after;
}
