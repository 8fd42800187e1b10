import type { ChatBody, RequestFeatures, Tier } from '@llm-cost-optimizer/contracts';

/** Answers of usual length by complexity, reasoning included. Guesses that only have to rank models and hold budget. */
const USUAL_TOKENS: Readonly<Record<Tier, number>> = { low: 200, medium: 500, high: 1_200 };

/**
 * Tokens the answer is expected to have, over all choices, never more than the client's own limit allows. `seen` is the
 * experience with the model; null = none, then the table by complexity counts.
 */
export function expectedOutputTokens(
  { body, features }: { readonly body: ChatBody; readonly features: RequestFeatures },
  tier: Tier,
  seen: number | null,
): number {
  const usual = seen ?? USUAL_TOKENS[tier];
  const each = features.maxOutputTokens === null ? usual : Math.min(usual, features.maxOutputTokens);
  return Math.max(1, Math.round(each)) * (body.n ?? 1);
}
