import { type BudgetStanding, GatewayError } from '@llm-cost-optimizer/contracts';
import { type Money, toUsdString } from '@llm-cost-optimizer/pricing';
import type { KnownBudget } from './known-budget.ts';

/** The refusal of a request by a budget: which, how much of it is used, and when and how it goes on. */
export function budgetExceeded(budget: KnownBudget, used: Money, periodEnd: number | null): GatewayError {
  const { standing, limit } = budget;
  const start = `The ${nameOf(standing)} of $${toUsdString(limit)} is spent ($${toUsdString(used)} used or held by running requests).`;
  const reset = periodEnd === null ? '' : ` It starts anew at ${new Date(periodEnd).toISOString()}.`;
  return new GatewayError(
    'budget_exceeded',
    `${start}${reset} ${REMEDY[standing.period === 'none' ? 'prepaid' : standing.source]}`,
  );
}

const REMEDY = {
  config: 'Raise user.monthly_budget or wait for the next month.',
  admin: 'Raise the budget or wait for its next period.',
  prepaid: 'Top it up.',
} as const;

const PERIODS = { day: 'daily', week: 'weekly', month: 'monthly', none: 'prepaid' } as const;

/** Never with the subject: a key holder need not know the names of others. */
function nameOf({ source, name, period, scope }: BudgetStanding): string {
  const kind = `${PERIODS[period]} budget`;
  return source === 'config' ? kind : `${kind} "${name}" of the ${scope}`;
}
