import type { ChatBody, RequestFeatures, Tier } from '@llm-cost-optimizer/contracts';

/** Answers of usual length by complexity, reasoning included. Guesses that only have to rank models and hold budget. */
const USUAL_TOKENS: Readonly<Record<Tier, number>> = { low: 200, medium: 500, high: 1_200 };

/** Tokens the answer is expected to have, over all choices, never more than the client's own limit allows. */
export function expectedOutputTokens(body: ChatBody, features: RequestFeatures, tier: Tier): number {
  const usual = USUAL_TOKENS[tier];
  const each = features.maxOutputTokens === null ? usual : Math.min(usual, features.maxOutputTokens);
  return each * (body.n ?? 1);
}
