import { BUDGET_SCOPES } from '@llm-cost-optimizer/contracts';
import * as z from 'zod';
import { choiceParameter, flagParameter, textParameter, type UrlState } from '../../../lib/url-state.ts';

export const STATES = ['any', 'near', 'over', 'unmatched'] as const;

const text = z.string().min(1).max(100);

/** What of the budgets page stands in the address: filters, and the dialog for a new budget (`new`) or of one (`budget`). */
export const budgetsParameters = {
  search: textParameter(text, null),
  scope: choiceParameter(['any', ...BUDGET_SCOPES], 'any'),
  state: choiceParameter(STATES, 'any'),
  new: flagParameter(false),
  budget: textParameter(text, null),
};
export type BudgetsView = UrlState<typeof budgetsParameters>;
