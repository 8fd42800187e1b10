/**
 * Where each score begins, on the scale of `need` (the calibrated probability that a usual cheap model would fail where a usual strong
 * one would not). Fixed, so that a score means the same in every version; documented in docs/routing.md. The steps are narrow below
 * and wide above, because few prompts have a need near 1: even of hard ones cheap models get a share right.
 */
const SCORE_BEGINS: readonly number[] = [0, 0.115, 0.135, 0.16, 0.185, 0.21, 0.235, 0.28, 0.33, 0.38];

/** The 1-10 score that displays a need. */
export function scoreOfNeed(need: number): number {
  let score = 1;
  while (score < SCORE_BEGINS.length && need >= (SCORE_BEGINS[score] ?? 1)) score += 1;
  return score;
}

/** The need from which on a score is given, 0 to 1. */
export function needOfScore(score: number): number {
  return SCORE_BEGINS[Math.min(SCORE_BEGINS.length, Math.max(1, score)) - 1] ?? 0;
}
