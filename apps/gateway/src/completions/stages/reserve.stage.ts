import { usd } from '@llm-cost-optimizer/pricing';
import type { Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';

/** Holds the expected cost of the first candidate against the organization's budget. Throws `budget_exceeded` (402). */
export function reserve(run: Run, services: CompletionServices): void {
  const limit = run.snapshot.config.monthlyBudgetUsd;
  if (limit === null || run.caller === null) return;
  const expected = run.plan?.candidates[0]?.estimatedCostUsd ?? null;
  const amount = expected === null ? 0n : usd(expected);
  services.budget.reserve(run.caller.organizationId, amount, limit);
  run.reservedPicoUsd = amount;
  run.hasReservation = true;
}
