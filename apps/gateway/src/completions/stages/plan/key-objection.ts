import { isAllowed, type PlanInput } from '@llm-cost-optimizer/routing';
import type { Run } from '../../run.ts';

/** The same objections, and one against every model that the key was not made for; also against pinned ones. */
export function keyObjection({ caller }: Run, other: PlanInput['objection']): PlanInput['objection'] {
  const allowed = caller?.rights?.allowedModels ?? null;
  if (allowed === null) return other;
  return (deployment) => {
    if (isAllowed(deployment, allowed)) return other?.(deployment) ?? null;
    return { deploymentId: deployment.id, cause: 'not_allowed', detail: 'The key may not use this model.' };
  };
}
