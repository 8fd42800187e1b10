import { catalogueFor, isSimulatorNeeded, resolveConfig } from '@llm-cost-optimizer/config';
import type { EffectiveConfig, ProcessSettings } from '@llm-cost-optimizer/contracts';
import type { Catalogue } from '@llm-cost-optimizer/pricing';
import { type AdapterRegistry, createAdapterRegistry } from '@llm-cost-optimizer/providers';
import type { QualityModel } from '@llm-cost-optimizer/routing';
import type { SimulatorHost } from '../boot/simulator-host.ts';
import { Snapshot } from '../snapshot/snapshot.ts';
import type { ConfigCompiler } from './active-config.ts';
import type { LocalModels } from './local-models.ts';
import { missingWeights, scorerFor } from './scorers.ts';

export interface CompilerOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly simulate: ProcessSettings['simulate'];
  /** Prices and names before what a configuration adds. */
  readonly catalogue: Catalogue;
  /** The model behind the learned scorer; null = its weights are missing. */
  readonly quality: QualityModel | null;
  readonly simulator: SimulatorHost;
  readonly localModels: LocalModels;
  readonly now: () => number;
  /** Where this gateway listens, so that no provider address leads back to it. */
  readonly ownUrl: string | null;
}

/**
 * Compiles configurations with what this process has: environment, prices, simulated and local providers. Adapters and
 * prices of providers that only the configuration describes are made here.
 */
export function createConfigCompiler(options: CompilerOptions): ConfigCompiler {
  const { env, simulate, catalogue, quality, simulator, localModels, now, ownUrl } = options;
  const resolve = (yaml: string, version: number) => {
    const resolved = resolveConfig({
      yaml,
      version,
      env,
      catalogue,
      simulate,
      ownUrl,
      simulatorUrl: simulator.url,
      localModels: localModels.known,
      now: now(),
    });
    const problem = resolved.config === null ? null : missingWeights(resolved.config, quality);
    return problem === null ? resolved : { config: null, problems: [...resolved.problems, problem] };
  };

  return {
    async compile(yaml, version) {
      if (isSimulatorNeeded({ yaml, env, simulate, ownUrl })) await simulator.ensure();
      const first = resolve(yaml, version);
      if (first.config === null) return first;
      const isAnyNew = await localModels.discover(first.config.providers);
      return isAnyNew ? resolve(yaml, version) : first;
    },
    snapshotOf: (config) =>
      new Snapshot({
        config,
        catalogue: catalogueFor(config.providers, catalogue),
        ...scorerFor(config, quality),
        adapters: adaptersFor(config),
        localModels: localModels.known,
      }),
    refreshLocalModels: (config) => localModels.discover(config.providers),
    get localModels() {
      return localModels.known;
    },
  };
}

function adaptersFor({ providers }: EffectiveConfig): AdapterRegistry {
  const generic = providers.flatMap(({ id, compatible }) => (compatible === undefined ? [] : [{ id, ...compatible }]));
  return createAdapterRegistry({ generic });
}
