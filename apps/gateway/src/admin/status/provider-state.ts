import type { Status } from '@llm-cost-optimizer/contracts';
import type { DeploymentHealth } from '../../health/deployment-health.ts';

type SeenDeployment = ReturnType<DeploymentHealth['list']>[number];
type ProviderState = Status['providers'][number]['state'];

/**
 * The state of a provider from its deployments that ever failed: open when all of them are, half-open while one is
 * being probed and none works, degraded when some are broken or resting, healthy otherwise.
 */
export function providerState(deployments: readonly SeenDeployment[]): ProviderState {
  const broken = deployments.filter(({ state }) => state !== 'closed');
  if (broken.length > 0 && broken.length === deployments.length) {
    return broken.some(({ state }) => state === 'half_open') ? 'half_open' : 'open';
  }
  return broken.length > 0 || deployments.some(({ isResting }) => isResting) ? 'degraded' : 'healthy';
}
