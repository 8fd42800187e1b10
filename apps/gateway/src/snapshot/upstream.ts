import type {
  AttemptUpstream,
  ProviderAdapter,
  ProviderAddress,
  ProviderConfig,
  ProviderKey,
} from '@llm-cost-optimizer/contracts';

/** A provider as the request path calls it. */
export interface SnapshotProvider {
  readonly config: ProviderConfig;
  readonly adapter: ProviderAdapter;
}

/** One way to call a deployment: an address of its provider with one of the keys there. Built with the configuration. */
export interface Upstream {
  readonly deploymentId: string;
  /** The provider with this address and this key as its only ones. */
  readonly provider: SnapshotProvider;
  readonly address: string;
  readonly key: string;
  /** Names of both as the ledger keeps them; null where the provider is called in one way only. */
  readonly label: AttemptUpstream | null;
  /** The key among all keys of all providers; null for the only key of a provider. */
  readonly keyId: string | null;
  /** Share of the requests relative to its siblings. */
  readonly weight: number;
  /** Tells it apart when one is chosen by hash: the same for every model, so that a session stays with one key. */
  readonly seed: number;
  /** All ways to call the same deployment, itself among them, in the order of the configuration. */
  readonly siblings: readonly Upstream[];
}

/** Everything about a way to call a provider that does not depend on the model. */
type Way = Omit<Upstream, 'deploymentId' | 'siblings'> & { readonly models: readonly string[] | null };

/** The addresses and keys of one provider, prepared for every model. */
export class ProviderWays {
  private readonly ways: readonly Way[];

  constructor(provider: SnapshotProvider) {
    const { config } = provider;
    const addresses = config.addresses ?? [onlyAddress(config)];
    const keys = new Set(addresses.flatMap((address) => address.keys.map(({ name }) => name)));
    const hasOtherWays = addresses.length > 1 || keys.size > 1;
    const facts = { provider, hasOtherKeys: keys.size > 1, hasOtherWays };
    this.ways = addresses.flatMap((address) => waysOf(facts, address));
  }

  /** The ways to call one model; empty when no address serves it. */
  to(deploymentId: string, model: string): readonly Upstream[] {
    const siblings: Upstream[] = [];
    for (const { models, ...way } of this.ways) {
      if (models?.includes(model) ?? true) siblings.push(Object.freeze({ ...way, deploymentId, siblings }));
    }
    return Object.freeze(siblings);
  }
}

function onlyAddress({ baseUrl, apiKey }: ProviderConfig): ProviderAddress {
  const keys = [{ name: 'default', secret: apiKey, weight: 1 }];
  return { name: 'default', baseUrl, region: null, weight: 1, keys, models: null };
}

interface WayFacts {
  readonly provider: SnapshotProvider;
  readonly hasOtherKeys: boolean;
  readonly hasOtherWays: boolean;
}

/** An address keeps its share however many keys it has. */
function waysOf({ provider, hasOtherKeys, hasOtherWays }: WayFacts, address: ProviderAddress): Way[] {
  const total = address.keys.reduce((sum, { weight }) => sum + weight, 0);
  return address.keys.map((key) => ({
    provider: providerAt(provider, address, key),
    address: address.name,
    key: key.name,
    label: hasOtherWays ? Object.freeze({ deployment: address.name, key: key.name }) : null,
    keyId: hasOtherKeys ? `${provider.config.id}/${key.name}` : null,
    weight: (address.weight * key.weight) / total,
    seed: hashText(`${address.name}\n${key.name}`),
    models: address.models,
  }));
}

function providerAt({ config, adapter }: SnapshotProvider, address: ProviderAddress, key: ProviderKey) {
  return { config: { ...config, baseUrl: address.baseUrl, apiKey: key.secret }, adapter };
}

/** FNV-1a over UTF-16 units: cheap, and the same in every process. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
