/**
 * Spread (logits) of how much easier or harder a prompt is than its reading says. Large: once models have answered, their answers
 * count for more than what was expected of them. Chosen, with {@link SAME_WRONG}, on competition mathematics, program outputs and
 * reasoning questions, each left out in turn; anything from 1.5 to 4 gives nearly the same order.
 */
const SPREAD = 2.5;
/** Chance that two wrong answers are the same wrong answer. */
export const SAME_WRONG = 0.3;
const LEAST = 0.02;

/** Difficulties over which the mathematics of agreement sums, with weights that add up to 1. */
export const DIFFICULTIES = buildDifficulties();

/** Probability that a model is right on a prompt of this difficulty. */
export function rightAt(ability: number, difficulty: number): number {
  return 1 / (1 + Math.exp(difficulty - ability));
}

/** Ability (logits) of a model with this P(good); certainty either way is not believed. */
export function abilityOf(pGood: number): number {
  const inside = Math.min(1 - LEAST, Math.max(LEAST, pGood));
  return Math.log(inside / (1 - inside));
}

function buildDifficulties(): readonly { readonly difficulty: number; readonly weight: number }[] {
  const raw: { difficulty: number; weight: number }[] = [];
  for (let step = -10; step <= 10; step++) {
    const z = step * 0.3;
    raw.push({ difficulty: z * SPREAD, weight: Math.exp((-z * z) / 2) });
  }
  const total = raw.reduce((sum, { weight }) => sum + weight, 0);
  return raw.map(({ difficulty, weight }) => ({ difficulty, weight: weight / total }));
}
