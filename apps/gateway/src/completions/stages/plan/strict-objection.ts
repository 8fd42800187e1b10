import type { Deployment, DroppedCandidate } from '@llm-cost-optimizer/contracts';
import type { PlanInput } from '@llm-cost-optimizer/routing';
import type { Run } from '../../run.ts';
import { encodeFor } from '../execute/encode.ts';

/** True when the request must reach its model with every parameter as it was sent. */
export function isStrict({ request, snapshot }: Run): boolean {
  return request?.options.isStrict ?? snapshot.config.isStrict ?? false;
}

/**
 * Of a strict request: the same objections, and one more against whatever would be sent with a parameter changed or left
 * out. The call itself is the only complete list of them, so it is prepared for each candidate; only such requests pay.
 */
export function strictObjection(run: Run, lenient: PlanInput['objection']): PlanInput['objection'] {
  return (deployment) => lenient?.(deployment) ?? changesOf(run, deployment);
}

function changesOf(run: Run, deployment: Deployment): DroppedCandidate | null {
  const [upstream] = run.snapshot.upstreams(deployment);
  if (run.request === null || upstream === undefined) return null;
  const { call } = encodeFor(run, run.request, { provider: upstream.provider, deployment });
  if (call.droppedParameters.length === 0) return null;
  const detail = `Would not take as sent: ${call.droppedParameters.join(', ')}.`;
  return { deploymentId: deployment.id, cause: 'parameter_rejected', detail };
}
