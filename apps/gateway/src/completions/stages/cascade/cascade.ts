import type { AttemptRecord, Candidate, CascadeTrace } from '@llm-cost-optimizer/contracts';

/** Who answers first, whom to ask for second opinions, and what is expected of it. */
export interface CascadePlan {
  readonly cheap: Candidate;
  /** Cheap models for second opinions, in the order in which they are asked; empty = the form of the answer is checked. */
  readonly others: readonly Candidate[];
  /** The plan's own choice, which answers when the checks fail. */
  readonly strong: Candidate;
  readonly expectedQuality: number;
  readonly expectedUsd: number;
}

/** A cascade on its way. */
export interface Cascade {
  readonly plan: CascadePlan;
  /** Number of the attempt whose answer the client got; null = the last one of the request. */
  answeredBy: number | null;
  /** Null until it has ended. */
  trace: CascadeTrace | null;
}

interface WithCascade {
  readonly cascade: Cascade | null;
  readonly attempts: readonly AttemptRecord[];
}

/** The attempt whose answer the client gets: the last one, but for a cascade that was kept after second opinions. */
export function answeringAttempt({ cascade, attempts }: WithCascade): AttemptRecord | undefined {
  const number = cascade?.answeredBy ?? null;
  return number === null ? attempts.at(-1) : attempts.find((attempt) => attempt.number === number);
}

/** True for a call of a cascade whose answer nobody got: it was paid for the decision alone. */
export function isDraft({ cascade }: WithCascade, { number }: AttemptRecord): boolean {
  return cascade?.trace?.wasted.includes(number) === true;
}
