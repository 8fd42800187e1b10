import type {
  Deployment,
  EffectiveConfig,
  ProviderAdapter,
  ProviderConfig,
  RequestedModel,
} from '@llm-cost-optimizer/contracts';
import type { Catalogue } from '@llm-cost-optimizer/pricing';
import type { AdapterRegistry } from '@llm-cost-optimizer/providers';
import {
  buildRoutingTables,
  type ComplexityScorer,
  parseRequestedModel,
  type RoutingTables,
} from '@llm-cost-optimizer/routing';

/** A provider as the request path uses it. */
export interface SnapshotProvider {
  readonly config: ProviderConfig;
  readonly adapter: ProviderAdapter;
}

/** Bound on remembered deployments of pinned models that stand in no route. */
const MAX_PINNED_DEPLOYMENTS = 2_000;
/** Names come from clients, so the number of names remembered is bounded. */
const MAX_NAMES = 1_000;

/**
 * One version of the configuration with everything that a request needs prepared: deployments, routing tables,
 * adapters, prices. Built when the configuration changes; a request keeps the snapshot it began with to its end.
 */
export class Snapshot {
  readonly config: EffectiveConfig;
  readonly catalogue: Catalogue;
  readonly scorer: ComplexityScorer;
  readonly providers: ReadonlyMap<string, SnapshotProvider>;
  /** Ids of the configured providers. */
  readonly providerIds: ReadonlySet<string>;
  readonly tables: RoutingTables;
  /** `v7`: the version as ledger and headers carry it. */
  readonly versionLabel: string;
  /** Which providers are simulated, for the label that every page and answer carries. */
  readonly simulated: 'all' | 'some' | 'none';
  private readonly deployments = new Map<string, Deployment>();
  private readonly names = new Map<string, RequestedModel>();

  constructor(options: {
    config: EffectiveConfig;
    catalogue: Catalogue;
    scorer: ComplexityScorer;
    adapters: AdapterRegistry;
  }) {
    this.config = options.config;
    this.catalogue = options.catalogue;
    this.scorer = options.scorer;
    this.versionLabel = `v${options.config.version}`;
    this.providers = indexProviders(options.config, options.adapters);
    this.providerIds = new Set(this.providers.keys());
    this.simulated = simulatedShare(this.providers);
    this.tables = buildRoutingTables(this.config, (provider, model) => this.deployment(provider, model));
  }

  /** The deployment of a model at a configured provider, whatever the model id; null when the provider is not configured. */
  deployment(provider: string, model: string): Deployment | null {
    const id = `${provider}/${model}`;
    const known = this.deployments.get(id);
    if (known !== undefined) return known;
    const found = this.providers.get(provider);
    if (found === undefined) return null;
    const deployment: Deployment = {
      id,
      provider,
      model,
      isSimulated: found.config.isSimulated,
      capabilities: this.catalogue.capabilities({ provider, model }),
    };
    if (this.deployments.size < MAX_PINNED_DEPLOYMENTS) this.deployments.set(id, deployment);
    return deployment;
  }

  /** What a client means by its `model`; remembered, because the same names come again and again. */
  requestedModel(name: string): RequestedModel {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    const requested = parseRequestedModel(name, this);
    if (this.names.size >= MAX_NAMES) this.names.clear();
    this.names.set(name, requested);
    return requested;
  }
}

function indexProviders(config: EffectiveConfig, adapters: AdapterRegistry): ReadonlyMap<string, SnapshotProvider> {
  const providers = new Map<string, SnapshotProvider>();
  for (const provider of config.providers) {
    const adapter = adapters.get(provider.id);
    if (adapter !== null) providers.set(provider.id, { config: provider, adapter });
  }
  return providers;
}

function simulatedShare(providers: ReadonlyMap<string, SnapshotProvider>): 'all' | 'some' | 'none' {
  const count = [...providers.values()].filter(({ config }) => config.isSimulated).length;
  if (count === 0) return 'none';
  return count === providers.size ? 'all' : 'some';
}
