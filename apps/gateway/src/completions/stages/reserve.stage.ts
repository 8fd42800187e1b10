import { GatewayError } from '@llm-cost-optimizer/contracts';
import { usd } from '@llm-cost-optimizer/pricing';
import type { Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';

/**
 * Holds the expected cost of the first candidate against the organization's budget; where the client named the longest
 * answer it wants, the cost of that answer. Throws `budget_exceeded` (402).
 */
export function reserve(run: Run, services: CompletionServices): void {
  const limit = run.snapshot.config.monthlyBudgetUsd;
  // What generates nothing costs nothing, also when the budget is spent.
  if (limit === null || run.caller === null || !run.exchange.surface.isBooked) return;
  const amount = expectedCost(run);
  try {
    services.budget.reserve(run.caller.organizationId, amount, limit);
  } catch (error) {
    throw inStatus(error, run.snapshot.config.compatibility?.budgetStatus ?? 402);
  }
  run.reserved = amount;
}

/** Some applications know a spent budget by the status that OpenAI has for it. */
function inStatus(error: unknown, httpStatus: 402 | 429): unknown {
  if (!(error instanceof GatewayError) || error.code !== 'budget_exceeded' || error.httpStatus === httpStatus)
    return error;
  return new GatewayError(error.code, error.message, { httpStatus, retryAfterMs: error.retryAfterMs });
}

/** In pico-dollars; 0 when no price is known, then only a spent budget refuses. */
function expectedCost(run: Run): bigint {
  const candidate = run.plan?.candidates[0];
  if (candidate === undefined) return 0n;
  const expected = candidate.estimatedCostUsd === null ? 0n : usd(candidate.estimatedCostUsd);
  const { features } = run;
  if (features === null || features.maxOutputTokens === null) return expected;
  const { provider, model } = candidate.deployment;
  const longest = run.snapshot.catalogue.estimateCost({
    provider,
    model,
    promptTokens: features.promptTokensEstimated,
    completionTokens: features.maxOutputTokens,
    at: run.startedAtMs,
  });
  return longest !== null && longest > expected ? longest : expected;
}
