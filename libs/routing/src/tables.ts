import {
  type Deployment,
  type DroppedCandidate,
  type EffectiveConfig,
  MODES,
  type Mode,
  type ModelRef,
  TIERS,
  type Tier,
} from '@llm-cost-optimizer/contracts';

/** One cell of the routing table with its names turned into deployments. */
export interface RouteCell {
  /** In the configured order, each once. */
  readonly deployments: readonly Deployment[];
  /** Entries whose provider is not configured. */
  readonly unavailable: readonly DroppedCandidate[];
}

/** The routing table as the request path uses it; built once per configuration. */
export interface RoutingTables {
  readonly cells: Readonly<Record<Mode, Readonly<Record<Tier, RouteCell>>>>;
}

/** Prepares the table: looks every entry up once, leaves out repetitions and notes entries without a provider. */
export function buildRoutingTables(
  config: Pick<EffectiveConfig, 'routing'>,
  deployment: (provider: string, model: string) => Deployment | null,
): RoutingTables {
  const rows = MODES.map((mode) => {
    const cells = TIERS.map((tier) => [tier, buildCell(config.routing[mode][tier], deployment)] as const);
    return [mode, recordOf(cells)] as const;
  });
  return { cells: recordOf(rows) };
}

function buildCell(
  refs: readonly ModelRef[],
  deployment: (provider: string, model: string) => Deployment | null,
): RouteCell {
  const found = new Map<string, Deployment>();
  const unavailable: DroppedCandidate[] = [];
  for (const { provider, model } of refs) {
    const one = deployment(provider, model);
    if (one !== null) {
      if (!found.has(one.id)) found.set(one.id, one);
    } else {
      unavailable.push({
        deploymentId: `${provider}/${model}`,
        cause: 'no_provider_key',
        detail: `${provider} is not configured.`,
      });
    }
  }
  return { deployments: [...found.values()], unavailable };
}

function recordOf<K extends string, V>(entries: readonly (readonly [K, V])[]): Record<K, V> {
  return Object.fromEntries(entries) as Record<K, V>;
}
