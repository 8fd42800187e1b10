import { FeedbackService } from '../feedback/feedback-service.ts';
import { BeliefsBoard } from '../learning/beliefs-board.ts';
import { LabelQueue } from '../learning/label-queue.ts';
import { Learner } from '../learning/learner.ts';
import type { Configuration } from './configuration.ts';
import type { Infrastructure } from './infrastructure.ts';
import type { Loops } from './loops.ts';

const LEARN_MS = 3_000;
const REMOVE_OLD_MS = 3_600_000;

/** What people say of answers, and what the router makes of it. */
export interface Learning {
  readonly board: BeliefsBoard;
  readonly labels: LabelQueue;
  readonly learner: Learner;
  readonly feedback: FeedbackService;
}

/** Reads what was learned before the first request, and keeps learning for as long as the process runs. */
export async function startLearning(
  infrastructure: Infrastructure,
  { active }: Configuration,
  loops: Loops,
): Promise<Learning> {
  const { repositories, clock, metrics, logger, settings } = infrastructure;
  const board = new BeliefsBoard();
  const labels = new LabelQueue();
  const learner = new Learner({
    beliefs: repositories.beliefs,
    feedback: repositories.feedback,
    board,
    labels,
    snapshot: () => active.snapshot,
    now: clock.now,
    retentionDays: settings.retentionDays,
  });
  await learner.refresh();
  active.onChange(() => learner.prepare());
  const onFailing = (name: string, error: unknown) =>
    logger.warn({ err: error, work: name }, 'Background work fails; it is tried again.');
  loops.every({ name: 'learn from feedback', everyMs: LEARN_MS, work: () => learner.refresh(), onFailing });
  loops.every({ name: 'remove old feedback', everyMs: REMOVE_OLD_MS, work: () => learner.removeOld(), onFailing });
  const feedback = new FeedbackService({
    feedback: repositories.feedback,
    metrics,
    now: clock.now,
  });
  return { board, labels, learner, feedback };
}
