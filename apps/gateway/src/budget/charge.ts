import type { AttemptRecord, BudgetHold } from '@llm-cost-optimizer/contracts';
import { type Money, usd } from '@llm-cost-optimizer/pricing';

/** An amount held for a request. */
export interface RunHold extends BudgetHold {
  /** The model whose calls the budget counts, as the budget names it; null = it counts all calls. */
  readonly model: string | null;
}

/** What a budget counts of these calls: their cost, or the charge in its place where the price is unknown. The database counts alike. */
export function chargeOf(attempts: readonly AttemptRecord[], model: string | null): Money {
  let total = 0n;
  for (const attempt of attempts) {
    const isCounted = model === null || model === attempt.model || model === `${attempt.provider}/${attempt.model}`;
    if (isCounted) total += usd(attempt.costUsd ?? attempt.chargeUsd ?? '0');
  }
  return total;
}
