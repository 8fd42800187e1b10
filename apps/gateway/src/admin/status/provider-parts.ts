import type { ProviderConfig, Status } from '@llm-cost-optimizer/contracts';
import type { RestingKey, SeenAddress } from '../../health/deployment-health.ts';

type ProviderStatus = Status['providers'][number];
type KeyStatus = NonNullable<ProviderStatus['keys']>[number];
type AddressStatus = NonNullable<ProviderStatus['addresses']>[number];

/** Models that are listed for one key or address. */
const MAX_MODELS = 100;
/** Name of the only address and of the only key of a provider. */
const ONLY = 'default';

/** The keys of a provider by name, with what they rest from. */
export function keysOf(config: ProviderConfig, resting: readonly RestingKey[]): KeyStatus[] {
  const named = (config.addresses ?? []).flatMap(({ keys }) => keys.map(({ name }) => name));
  const names = named.length === 0 ? [ONLY] : [...new Set(named)];
  return names.map((name) => {
    const rests = resting
      .filter(({ provider, key }) => provider === config.id && key === name)
      .sort((a, b) => b.restMs - a.restMs)
      .slice(0, MAX_MODELS)
      .map(({ model, cause, restMs }) => ({ model, cause, seconds: toSeconds(restMs) }));
    return { name, state: rests.length === 0 ? 'ok' : 'resting', rests };
  });
}

/** The addresses of a provider by name, with the models that do not answer there. */
export function addressesOf(config: ProviderConfig, seen: readonly SeenAddress[]): AddressStatus[] {
  const addresses = config.addresses ?? [{ name: ONLY, region: null }];
  const own = seen.filter(({ deploymentId }) => deploymentId.startsWith(`${config.id}/`));
  return addresses.map(({ name, region }) => {
    const here = own.filter(({ address }) => address === name);
    const broken = here.flatMap(({ deploymentId, state, openMs }) =>
      state === 'closed'
        ? []
        : [
            {
              model: deploymentId.slice(config.id.length + 1),
              state,
              seconds: openMs === null ? null : toSeconds(openMs),
            },
          ],
    );
    return { name, region, state: stateOf(here, broken), broken: broken.slice(0, MAX_MODELS) };
  });
}

/** Open when no model that was called there answers. */
function stateOf(here: readonly SeenAddress[], broken: AddressStatus['broken']): AddressStatus['state'] {
  if (broken.length === 0) return 'healthy';
  if (broken.length < here.length) return 'degraded';
  return broken.some(({ state }) => state === 'half_open') ? 'half_open' : 'open';
}

function toSeconds(ms: number): number {
  return Math.ceil(ms) / 1_000;
}
