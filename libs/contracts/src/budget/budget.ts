/** What a budget counts: everything of an organization, or the requests of one project, key, end user, tag or model. */
export const BUDGET_SCOPES = ['organization', 'project', 'key', 'user', 'tag', 'model'] as const;
export type BudgetScope = (typeof BUDGET_SCOPES)[number];

/** Calendar periods in UTC by the database's clock (weeks begin on Monday). `none`: prepaid, it never starts anew and is topped up. */
export const BUDGET_PERIODS = ['day', 'week', 'month', 'none'] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

/** What changes once a share of a budget is used: a cheaper mode, or the cheapest capable model and stored answers only. */
export const BUDGET_ACTIONS = ['notify', 'cost_mode', 'cheapest'] as const;
export type BudgetAction = (typeof BUDGET_ACTIONS)[number];

export interface BudgetLevel {
  /** Share of the limit, above 0 and at most 1. */
  readonly at: number;
  readonly action: BudgetAction;
}

/** What a budget that nears its end has changed about a request. */
export interface BudgetNote {
  readonly action: BudgetAction;
  readonly budgetId: string;
}

/** Levels of a budget that names none: thrift first, refusal last. */
export const DEFAULT_BUDGET_LEVELS: readonly BudgetLevel[] = Object.freeze([
  { at: 0.8, action: 'cost_mode' },
  { at: 0.95, action: 'cheapest' },
]);
