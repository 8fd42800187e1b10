import type { ProviderAddress, ProviderConfig } from '@llm-cost-optimizer/contracts';

/** One way to call a deployment: an address of its provider with one of the keys there. Built with the configuration. */
export interface Upstream {
  readonly deploymentId: string;
  readonly baseUrl: string;
  /** Never written anywhere. */
  readonly apiKey: string;
  /** Names, as ledger and pages show them. */
  readonly address: string;
  readonly key: string;
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

  constructor(config: ProviderConfig) {
    const addresses = config.addresses ?? [onlyAddress(config)];
    const keyCount = new Set(addresses.flatMap(({ keys }) => keys.map(({ name }) => name))).size;
    this.ways = addresses.flatMap((address) => waysOf(config.id, address, keyCount > 1));
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

/** An address keeps its share however many keys it has. */
function waysOf(provider: string, address: ProviderAddress, hasOtherKeys: boolean): Way[] {
  const total = address.keys.reduce((sum, { weight }) => sum + weight, 0);
  return address.keys.map((key) => ({
    baseUrl: address.baseUrl,
    apiKey: key.secret,
    address: address.name,
    key: key.name,
    keyId: hasOtherKeys ? `${provider}/${key.name}` : null,
    weight: (address.weight * key.weight) / total,
    seed: hashText(`${address.name}\n${key.name}`),
    models: address.models,
  }));
}

/** FNV-1a over UTF-16 units: cheap, and the same in every process. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
