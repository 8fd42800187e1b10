import type {
  Deployment,
  EffectiveConfig,
  ModelCapabilities,
  ModelRef,
  RequestedModel,
} from '@llm-cost-optimizer/contracts';
import type { Catalogue } from '@llm-cost-optimizer/pricing';
import type { AdapterRegistry } from '@llm-cost-optimizer/providers';
import {
  buildRoutingTables,
  type CompiledRule,
  type ComplexityScorer,
  compileRules,
  parseRequestedModel,
  type QualityModel,
  type RoutingTables,
} from '@llm-cost-optimizer/routing';
import { Abilities } from './abilities.ts';
import { Retirement } from './retirement.ts';
import { SnapshotRules } from './snapshot-rules.ts';
import { ProviderWays, type SnapshotProvider, type Upstream } from './upstream.ts';

export type { SnapshotProvider } from './upstream.ts';

/** A deployment with all ways to call it. */
interface Known {
  readonly deployment: Deployment;
  readonly upstreams: readonly Upstream[];
  /** Tokens it makes of a text that is one token by estimate. */
  readonly tokenFactor: number;
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
  /** The model behind the scorer; null = it has none. */
  readonly quality: QualityModel | null;
  /** How able the deployments are; null = the scorer in use knows no probabilities. */
  readonly abilities: Abilities | null;
  readonly rules: SnapshotRules;
  /** Which requests a cascade may serve; null = any. */
  readonly cascadeRule: CompiledRule | null;
  readonly providers: ReadonlyMap<string, SnapshotProvider>;
  /** Ids of the configured providers. */
  readonly providerIds: ReadonlySet<string>;
  readonly tables: RoutingTables;
  readonly retirement: Retirement;
  /** `v7`: the version as ledger and headers carry it. */
  readonly versionLabel: string;
  /** Which providers are simulated, for the label that every page and answer carries. */
  readonly simulated: 'all' | 'some' | 'none';
  /** Addresses and keys by provider. */
  private readonly ways: ReadonlyMap<string, ProviderWays>;
  /** What the configuration says of single models. */
  private readonly described: ReadonlyMap<string, Partial<ModelCapabilities>>;
  private readonly deployments = new Map<string, Known>();
  private readonly names = new Map<string, RequestedModel>();

  constructor(options: {
    config: EffectiveConfig;
    catalogue: Catalogue;
    scorer: ComplexityScorer;
    /** The quality model behind the scorer. Default: it has none. */
    quality?: QualityModel | null;
    adapters: AdapterRegistry;
    /** What local servers say that they have. Default: nothing is known of it. */
    localModels?: readonly ModelRef[];
  }) {
    this.config = options.config;
    this.catalogue = options.catalogue;
    this.scorer = options.scorer;
    this.quality = options.quality ?? null;
    this.abilities =
      this.quality === null ? null : new Abilities(this.quality, options.catalogue, options.config.providers);
    this.rules = new SnapshotRules(options.config.judgement?.rules ?? []);
    this.cascadeRule = cascadeRuleOf(options.config);
    this.versionLabel = `v${options.config.version}`;
    this.providers = indexProviders(options.config, options.adapters);
    this.providerIds = new Set(this.providers.keys());
    this.ways = new Map([...this.providers].map(([id, provider]) => [id, new ProviderWays(provider)]));
    this.described = indexDescribed(options.config);
    this.retirement = new Retirement(options.catalogue, options.localModels ?? []);
    this.simulated = simulatedShare(this.providers);
    this.tables = buildRoutingTables(this.config, (provider, model) => this.deployment(provider, model));
  }

  /**
   * The deployment of a model at a configured provider, whatever the model id; null when the provider is not configured,
   * or none of its addresses serves the model.
   */
  deployment(provider: string, model: string): Deployment | null {
    return this.find(provider, model)?.deployment ?? null;
  }

  /** The ways to call a deployment of this snapshot: one at least. */
  upstreams({ id, provider, model }: Deployment): readonly Upstream[] {
    return (this.deployments.get(id) ?? this.find(provider, model))?.upstreams ?? [];
  }

  /** How many tokens a deployment makes of a text of which the estimate makes one. */
  tokenFactor({ id, provider, model }: Deployment): number {
    return (this.deployments.get(id) ?? this.find(provider, model))?.tokenFactor ?? 1;
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

  private find(provider: string, model: string): Known | null {
    const id = `${provider}/${model}`;
    const known = this.deployments.get(id);
    if (known !== undefined) return known;
    const upstreams = this.ways.get(provider)?.to(id, model) ?? [];
    const [first] = upstreams;
    if (first === undefined) return null;
    const capabilities = { ...this.catalogue.capabilities({ provider, model }), ...this.described.get(id) };
    const { isSimulated } = first.provider.config;
    const deployment = { id, provider, model, isSimulated, capabilities };
    const made: Known = { deployment, upstreams, tokenFactor: this.catalogue.tokenFactor({ provider, model }) };
    if (this.deployments.size < MAX_PINNED_DEPLOYMENTS) this.deployments.set(id, made);
    return made;
  }
}

function cascadeRuleOf({ judgement }: EffectiveConfig): CompiledRule | null {
  const when = judgement?.cascade?.when ?? {};
  if (Object.keys(when).length === 0) return null;
  return compileRules([{ name: 'cascade', when, outcome: { kind: 'policy' } }]).rules[0] ?? null;
}

function indexProviders(config: EffectiveConfig, adapters: AdapterRegistry): ReadonlyMap<string, SnapshotProvider> {
  const providers = new Map<string, SnapshotProvider>();
  for (const provider of config.providers) {
    const adapter = adapters.get(provider.id);
    if (adapter !== null) providers.set(provider.id, { config: provider, adapter });
  }
  return providers;
}

function indexDescribed({ providers }: EffectiveConfig): ReadonlyMap<string, Partial<ModelCapabilities>> {
  return new Map(
    providers.flatMap(({ id, described = [] }) =>
      described.map(({ model, capabilities }) => [`${id}/${model}`, capabilities] as const),
    ),
  );
}

function simulatedShare(providers: ReadonlyMap<string, SnapshotProvider>): 'all' | 'some' | 'none' {
  const count = [...providers.values()].filter(({ config }) => config.isSimulated).length;
  if (count === 0) return 'none';
  return count === providers.size ? 'all' : 'some';
}
