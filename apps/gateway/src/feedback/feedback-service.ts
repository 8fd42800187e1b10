import { type Feedback, type FeedbackInput, GatewayError } from '@llm-cost-optimizer/contracts';
import type { AnsweredRequest, FeedbackRepository, NewLabel } from '@llm-cost-optimizer/persistence';

/** What a person says of an answer, whichever way it came. */
export interface Verdict {
  /** 0 to 1; null = not said. */
  readonly score: number | null;
  readonly shouldHaveUsed: 'bigger' | 'smaller' | null;
  readonly comment: string | null;
}

export interface FeedbackServiceOptions {
  readonly feedback: FeedbackRepository;
  readonly metrics: { feedback(source: Feedback['source'], verdict: 'good' | 'bad' | 'mixed' | 'none'): void };
  /** Wall clock in milliseconds. */
  readonly now: () => number;
}

/** Who says it. */
export interface Speaker {
  readonly organizationId: string;
  /** Only this key's requests; null = any of the organization. */
  readonly keyId: string | null;
  readonly source: Feedback['source'];
}

export interface GivenFeedback {
  /** Our own id of the request. */
  readonly requestId: string;
  readonly model: string | null;
  readonly feedback: Feedback;
  readonly status: 'created' | 'replaced';
}

/** A wish for another size says less about the answer than a judgement of it. */
const SIZE_WEIGHT = 0.5;
const GOOD = 0.7;
const BAD = 0.3;

/** Takes what people say of answers: one word per request, the last one counts. What it teaches is learned in the background, many at a time. */
export class FeedbackService {
  private readonly options: FeedbackServiceOptions;

  constructor(options: FeedbackServiceOptions) {
    this.options = options;
  }

  /** Throws `not_found` for a request that is not there, not the speaker's, or not booked yet. */
  async give(speaker: Speaker, id: string, verdict: Verdict): Promise<GivenFeedback> {
    const { feedback: repository, metrics, now } = this.options;
    const request = await repository.findRequest(speaker.organizationId, id, speaker.keyId);
    if (request === null) {
      const text = 'No such request of this key. A new one can be spoken of within a second of its answer.';
      throw new GatewayError('not_found', text, { param: 'request_id' });
    }
    const at = new Date(now());
    const { organizationId, source } = speaker;
    const label = labelOf(organizationId, request, verdict, at);
    const status = await repository.save({ organizationId, request, label, at, source, ...verdict });
    metrics.feedback(source, wordFor(verdict));
    const feedback = { ...verdict, source, teaches: label !== null, updatedAt: at.toISOString() };
    return { requestId: request.id, model: request.model, feedback, status };
  }
}

/** A body of `POST /v1/feedback` as a verdict. */
export function verdictOf(input: FeedbackInput): Verdict {
  const { score, rating, should_have_used: shouldHaveUsed, comment } = input;
  const rated = rating == null ? null : rating === 'good' || rating === 'up' ? 1 : 0;
  return { score: score ?? rated, shouldHaveUsed: shouldHaveUsed ?? null, comment: comment ?? null };
}

/** What routing learns: nothing of requests it did not decide about (stored answers, pinned models), nor of a comment alone. */
function labelOf(
  organizationId: string,
  { id, model, reading }: AnsweredRequest,
  { score, shouldHaveUsed }: Verdict,
  at: Date,
): NewLabel | null {
  if (model === null || reading === null) return null;
  const label = { organizationId, requestId: id, model, reading, at };
  if (score !== null) return { ...label, outcome: score, weight: 1 };
  if (shouldHaveUsed === null) return null;
  return { ...label, outcome: shouldHaveUsed === 'smaller' ? 1 : 0, weight: SIZE_WEIGHT };
}

function wordFor({ score, shouldHaveUsed }: Verdict): 'good' | 'bad' | 'mixed' | 'none' {
  if (score !== null) return score >= GOOD ? 'good' : score <= BAD ? 'bad' : 'mixed';
  if (shouldHaveUsed === null) return 'none';
  return shouldHaveUsed === 'smaller' ? 'good' : 'bad';
}
