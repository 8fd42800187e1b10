import {
  BUDGET_ACTIONS,
  type BudgetAction,
  type BudgetLevel,
  type BudgetPeriod,
  type BudgetScope,
  type BudgetView,
  type ChangeBudget,
  type CreateBudget,
  DEFAULT_BUDGET_LEVELS,
} from '@llm-cost-optimizer/contracts';

/** The fields of the budget dialog, as typed. Levels in percent; empty = none of this kind. */
export interface BudgetFields {
  readonly name: string;
  readonly scope: BudgetScope;
  readonly subject: string;
  readonly period: BudgetPeriod;
  readonly limit: string;
  readonly levels: Readonly<Record<BudgetAction, string>>;
}

export type BudgetProblem = 'limit' | 'levels';

const AMOUNT = /^\d{1,9}(\.\d{1,12})?$/;
const PERCENT = /^\d{1,3}(\.\d{1,2})?$/;

/** True for an amount in USD as the API takes it. */
export function isAmount(text: string): boolean {
  return AMOUNT.test(text.trim());
}

/** What the dialog shows at first: a monthly budget of the organization with the usual levels, or what the budget has. */
export function budgetFields(budget: BudgetView | null): BudgetFields {
  return {
    name: budget?.name ?? '',
    scope: budget?.scope ?? 'organization',
    subject: budget?.subjectName ?? budget?.subject ?? '',
    period: budget?.period ?? 'month',
    limit: budget?.limitUsd ?? '',
    levels: levelTexts(budget?.levels ?? DEFAULT_BUDGET_LEVELS),
  };
}

/** What is wrong with the fields; empty = nothing that the page can see. Pure. */
export function budgetProblems({ limit, levels }: BudgetFields): BudgetProblem[] {
  const problems: BudgetProblem[] = [];
  if (!isAmount(limit)) problems.push('limit');
  const given = Object.values(levels)
    .map((text) => text.trim())
    .filter((text) => text !== '');
  const areValid = given.every((text) => PERCENT.test(text) && Number(text) > 0 && Number(text) <= 100);
  if (!areValid || new Set(given.map(Number)).size < given.length) problems.push('levels');
  return problems;
}

/** The wish for a new budget. The fields must be without problems. */
export function toCreateBudget(fields: BudgetFields): CreateBudget {
  const { scope, subject, period } = fields;
  return {
    name: fields.name.trim(),
    scope,
    period,
    limitUsd: fields.limit.trim(),
    levels: levelsOf(fields),
    ...(scope !== 'organization' && { subject: subject.trim() }),
  };
}

/** The change of a budget: only what differs; null = nothing. Pure. */
export function toChangeBudget(fields: BudgetFields, budget: BudgetView): ChangeBudget | null {
  const name = fields.name.trim();
  const limitUsd = fields.limit.trim();
  const levels = levelsOf(fields);
  const change: ChangeBudget = {
    ...(name !== budget.name && { name }),
    ...(limitUsd !== budget.limitUsd && { limitUsd }),
    // A budget with several levels of one kind keeps them unless the fields were touched.
    ...(JSON.stringify(fields.levels) !== JSON.stringify(levelTexts(budget.levels)) && { levels }),
  };
  return Object.keys(change).length === 0 ? null : change;
}

function levelsOf({ levels }: BudgetFields): { at: number; action: BudgetAction }[] {
  return BUDGET_ACTIONS.filter((action) => levels[action].trim() !== '')
    .map((action) => ({ action, at: Number((Number(levels[action]) / 100).toFixed(4)) }))
    .sort((left, right) => left.at - right.at);
}

function levelTexts(levels: readonly BudgetLevel[]): Record<BudgetAction, string> {
  const textOf = (action: BudgetAction) => {
    const level = levels.find((one) => one.action === action);
    return level === undefined ? '' : String(Number((level.at * 100).toFixed(2)));
  };
  return { notify: textOf('notify'), cost_mode: textOf('cost_mode'), cheapest: textOf('cheapest') };
}
