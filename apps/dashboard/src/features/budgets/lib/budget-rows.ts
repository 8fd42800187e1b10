import { BUDGET_SCOPES, type BudgetScope, type BudgetView } from '@llm-cost-optimizer/contracts';
import { addDecimals, signOfDecimal, subtractDecimals } from '../../../lib/decimal.ts';
import type { BudgetsView } from './view.ts';

/** Budgets of one scope, from the widest to the narrowest. */
export interface BudgetGroup {
  readonly scope: BudgetScope;
  readonly budgets: readonly BudgetView[];
}

/** Places in the bar, in percent of its width, and what they stand for. */
export interface BudgetBar {
  readonly spent: number;
  readonly held: number;
  /** Where the forecast ends; null = not known. */
  readonly forecast: number | null;
  /** Where the limit stands: at the end, or before it when more was spent or is foreseen. */
  readonly limit: number;
  readonly levels: readonly number[];
}

/** True once nothing is left of a budget. */
export function isSpent({ spentUsd, heldUsd, effectiveLimitUsd }: BudgetView): boolean {
  return signOfDecimal(subtractDecimals(addDecimals([spentUsd, heldUsd]), effectiveLimitUsd)) >= 0;
}

/** What may still be spent; negative = by how much it was overspent. */
export function leftOf({ spentUsd, heldUsd, effectiveLimitUsd }: BudgetView): string {
  return subtractDecimals(effectiveLimitUsd, addDecimals([spentUsd, heldUsd]));
}

/** Spent and held as a share of the limit, unlike `usedShare` not cut after four digits; null for a limit of 0. */
export function usedShareOf({ spentUsd, heldUsd, effectiveLimitUsd }: BudgetView): number | null {
  const limit = Number(effectiveLimitUsd);
  return limit === 0 ? null : Number(addDecimals([spentUsd, heldUsd])) / limit;
}

/** A raise that is in force at `now`; null = none. */
export function raiseOf({ raiseUsd, raiseUntil }: BudgetView, now: number): { usd: string; until: string } | null {
  if (raiseUsd === null || raiseUntil === null || Date.parse(raiseUntil) <= now) return null;
  return { usd: raiseUsd, until: raiseUntil };
}

/** The budgets that the filters leave, grouped from organization to model; the fullest first. Pure. */
export function budgetGroups(
  budgets: readonly BudgetView[],
  { search, scope, state }: Pick<BudgetsView, 'search' | 'scope' | 'state'>,
): BudgetGroup[] {
  const words = (search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const shown = budgets.filter((budget) => {
    if (scope !== 'any' && budget.scope !== scope) return false;
    if (!isIn(budget, state)) return false;
    const names = [budget.name, budget.subject ?? '', budget.subjectName ?? ''].map((name) => name.toLowerCase());
    return words.every((word) => names.some((name) => name.includes(word)));
  });
  return BUDGET_SCOPES.flatMap((one) => {
    const own = shown.filter((budget) => budget.scope === one);
    return own.length === 0 ? [] : [{ scope: one, budgets: own.sort(byUse) }];
  });
}

function isIn(budget: BudgetView, state: BudgetsView['state']): boolean {
  switch (state) {
    case 'any':
      return true;
    case 'near':
      return budget.action !== null && !isSpent(budget);
    case 'over':
      return isSpent(budget);
    case 'unmatched':
      return budget.requests === 0;
  }
}

function byUse(left: BudgetView, right: BudgetView): number {
  // A budget of 0 lets nothing pass: as full as one can be.
  const share = (budget: BudgetView) => budget.usedShare ?? Number.POSITIVE_INFINITY;
  return share(left) === share(right) ? left.name.localeCompare(right.name) : share(right) - share(left);
}

/** Spent, held, forecast and limit on one scale that has room for the largest of them. For drawing only. Pure. */
export function budgetBar(budget: BudgetView): BudgetBar {
  const [spent, held, limit] = [budget.spentUsd, budget.heldUsd, budget.effectiveLimitUsd].map(Number);
  const forecast = budget.forecastUsd === null ? null : Number(budget.forecastUsd);
  const used = (spent ?? 0) + (held ?? 0);
  // A forecast far beyond the limit must not press everything else into a corner.
  const whole = Math.max(limit ?? 0, used, Math.min(forecast ?? 0, 2 * Math.max(limit ?? 0, used)));
  const percent = (amount: number) => (whole === 0 ? 0 : Math.min(100, (amount / whole) * 100));
  return {
    spent: percent(spent ?? 0),
    held: percent(held ?? 0),
    forecast: forecast === null ? null : percent(forecast),
    limit: percent(limit ?? 0),
    levels: budget.levels.map(({ at }) => percent(at * (limit ?? 0))),
  };
}
