import type { PlanInput } from '@llm-cost-optimizer/routing';
import type { Run } from '../../run.ts';
import type { CompletionServices } from '../../services.ts';

/** The same objections, and one against every model whose own budget is spent: the request goes to another model instead. */
export function budgetObjection(
  run: Run,
  { budgets }: CompletionServices,
  other: PlanInput['objection'],
): PlanInput['objection'] {
  const { caller } = run;
  if (caller === null || !budgets.hasModelBudgets(caller.organizationId)) return other;
  return (deployment) => {
    const objection = other?.(deployment) ?? null;
    if (objection !== null) return objection;
    const spent = budgets.ofModel(caller, deployment).find((budget) => budgets.used(budget) >= budget.limit);
    if (spent === undefined) return null;
    const detail = `The budget "${spent.standing.name}" of this model is spent.`;
    return { deploymentId: deployment.id, cause: 'over_budget', detail };
  };
}
