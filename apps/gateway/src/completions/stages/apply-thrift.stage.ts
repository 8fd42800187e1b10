import type { Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';
import { budgetsOf } from './reserve.stage.ts';

/**
 * Makes a request thriftier when a budget it falls under has reached one of its levels, before the budget has to refuse: cost mode,
 * then the cheapest model that can serve it. A pinned model stays, and so does what a rule has decided about the tier. Comes before
 * the cache is asked, so that thrifty answers are stored under the mode that made them. Fills `run.budgetAction`.
 */
export function applyThrift(run: Run, services: CompletionServices): void {
  const reached = services.budgets.action(budgetsOf(run, services));
  if (reached === null) return;
  const { action } = reached;
  run.budgetAction = { action, budgetId: reached.budget.standing.id };
  if (action === 'notify' || run.requested?.kind === 'pinned') return;
  run.mode = 'cost';
  if (action === 'cheapest') run.policy = { ...run.policy, dial: 0, qualityTarget: null, minTier: null };
}
