import { describe, expect, it } from 'vitest';
import { providerState } from './provider-state.ts';

const closed = { deploymentId: 'p/a', state: 'closed' as const, isResting: false };
const open = { deploymentId: 'p/b', state: 'open' as const, isResting: false };
const probed = { deploymentId: 'p/c', state: 'half_open' as const, isResting: false };

describe('the state of a provider', () => {
  it.each([
    { name: 'nothing ever failed', deployments: [], state: 'healthy' },
    { name: 'all recovered', deployments: [closed], state: 'healthy' },
    { name: 'one of several is broken', deployments: [closed, open], state: 'degraded' },
    { name: 'one rests after a rate limit', deployments: [{ ...closed, isResting: true }], state: 'degraded' },
    { name: 'all are broken', deployments: [open, open], state: 'open' },
    { name: 'all are broken and one is being probed', deployments: [open, probed], state: 'half_open' },
  ])('$name: $state', ({ deployments, state }) => {
    expect(providerState(deployments)).toBe(state);
  });
});
