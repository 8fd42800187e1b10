import type { ConfigFile, Mode, ModelRef, ProviderConfig, RoutingTable, Tier } from '@llm-cost-optimizer/contracts';
import { MODES, TIERS } from '@llm-cost-optimizer/contracts';
import type { Path } from '../file/positions.ts';
import type { Findings } from './findings.ts';
import { remedyVariable } from './known-providers.ts';
import type { ModelNames } from './model-names.ts';

export interface RouteInputs {
  readonly file: ConfigFile;
  readonly names: ModelNames;
  readonly defaults: RoutingTable;
  /** Those at hand. */
  readonly providers: readonly ProviderConfig[];
}

/**
 * The routing table: what the file says, where a provider is at hand for it, and the default routes for the rest.
 * Every model left out and every cell that falls back is a warning.
 */
export function resolveRoutes(inputs: RouteInputs, findings: Findings): RoutingTable {
  const cell = (mode: Mode, tier: Tier) => resolveCell(inputs, mode, tier, findings);
  const row = (mode: Mode) => Object.fromEntries(TIERS.map((tier) => [tier, cell(mode, tier)])) as RoutingTable[Mode];
  return Object.fromEntries(MODES.map((mode) => [mode, row(mode)])) as RoutingTable;
}

function resolveCell(inputs: RouteInputs, mode: Mode, tier: Tier, findings: Findings): readonly ModelRef[] {
  const written = inputs.file.routing_rules?.[`${mode}_mode`]?.[`${tier}_complexity`];
  const fallback = inputs.defaults[mode][tier];
  if (written === undefined) return fallback;
  const path: Path = ['routing_rules', `${mode}_mode`, `${tier}_complexity`];
  const before = findings.hasErrors;
  const named = typeof written === 'string' ? [written] : written;
  const wanted = named.flatMap((name, index) => {
    const ref = inputs.names.target(name, typeof written === 'string' ? path : [...path, index]);
    return ref === null ? [] : [ref];
  });
  const usable = usableOnly(wanted, path, inputs.providers, findings);
  if (usable.length > 0 || (findings.hasErrors && !before)) return usable;
  if (wanted.length > 0) {
    const shown = fallback.map(({ provider, model }) => `${provider}/${model}`).join(', ');
    const instead = fallback.length === 0 ? 'has no model left' : `uses the default route instead: ${shown}`;
    findings.warn(path, `No provider of this route is configured; ${mode} mode at ${tier} complexity ${instead}.`);
  }
  return fallback;
}

function usableOnly(
  wanted: readonly ModelRef[],
  path: Path,
  providers: readonly ProviderConfig[],
  findings: Findings,
): readonly ModelRef[] {
  const usable = new Map<string, ModelRef>();
  for (const ref of wanted) {
    const id = `${ref.provider}/${ref.model}`;
    const reason = whyUnusable(
      ref,
      providers.find((one) => one.id === ref.provider),
    );
    if (reason === null) usable.set(id, ref);
    else findings.warn(path, `\`${id}\` is left out: ${reason}`);
  }
  return [...usable.values()];
}

function whyUnusable({ provider, model }: ModelRef, config: ProviderConfig | undefined): string | null {
  if (config === undefined) return `${provider} is not configured. Set ${remedyVariable(provider)}.`;
  const isServed = config.addresses?.some(({ models }) => models?.includes(model) ?? true) ?? true;
  return isServed ? null : `no deployment of ${provider} serves it. Add it to \`models\` of one.`;
}
