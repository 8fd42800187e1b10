import type { ChatBody, ToolCall } from '@llm-cost-optimizer/contracts';

/** `unknown`: the check does not apply, or cannot tell. It never stands for a pass. */
export type Verdict = 'pass' | 'fail' | 'unknown';

export const CHECK_NAMES = [
  'complete',
  'refusal',
  'tool_calls',
  'json',
  'json_schema',
  'code_parses',
  'short_answer',
  'agreement',
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

/** Outcome of one check of a cheap model's answer. */
export interface CheckResult {
  readonly check: CheckName;
  readonly verdict: Verdict;
  /** A plain sentence for the trace; never with text of prompt or answer. */
  readonly reason: string;
}

/** A finished answer, as far as checks look at it. */
export interface AnswerToCheck {
  /** All text of the answer; null = none. */
  readonly text: string | null;
  readonly toolCalls: readonly ToolCall[];
  /** OpenAI's word: `stop`, `length`, `tool_calls`, `content_filter` …; null = not known. */
  readonly finishReason: string | null;
  /** The provider's own refusal text; null = none. */
  readonly refusal: string | null;
}

/** What the checks together say about an answer. */
export interface AnswerVerdict {
  /** `fail` = escalate; `pass` = at least one check that proves something passed; `unknown` = nothing spoke against it, nothing for it. */
  readonly verdict: Verdict;
  readonly results: readonly CheckResult[];
}

/** Checks one cheap answer against the request that asked for it. */
export type CheckAnswer = (body: ChatBody, answer: AnswerToCheck) => AnswerVerdict;

/** How the first answer compares with second opinions. */
export interface Agreement {
  /** `unknown` when nothing comparable was found in the first answer. */
  readonly verdict: Verdict;
  /** Opinions that give the same short answer as the first model. */
  readonly agreeing: number;
  /** Opinions asked, those without a short answer included (they never agree). */
  readonly asked: number;
  /** P(strong model's answer is right) - P(this one is), given all answers, -1 to 1: the score of the cascade. */
  readonly need: number;
}

/** A way to answer a request. */
export type CascadeRoute = 'cheap' | 'cascade' | 'strong';

export interface CascadeInput {
  /** P(good) of the cheap and of the strong model for this prompt, 0 to 1. */
  readonly pCheap: number;
  readonly pStrong: number;
  /** Expected USD of one answer of each, for this request. */
  readonly cheapUsd: number;
  readonly strongUsd: number;
  /** Expected USD of the second opinions and of what else a check costs; 0 for checks that need no call. */
  readonly checkUsd: number;
  /** Share of bad cheap answers that the checks catch, 0 to 1; 0 = there is nothing to check. */
  readonly catchRate: number;
  /** Share of good cheap answers that the checks wrongly escalate, 0 to 1. */
  readonly falseAlarmRate: number;
  /** Quality to be kept as a share of the strong model's, e.g. 0.95. */
  readonly qualityTarget: number;
}

export interface CascadeChoice {
  readonly route: CascadeRoute;
  /** Expected P(good) and USD of each route, so that a trace can show the comparison. */
  readonly expected: Readonly<Record<CascadeRoute, { readonly quality: number; readonly usd: number }>>;
  readonly reason: string;
}
