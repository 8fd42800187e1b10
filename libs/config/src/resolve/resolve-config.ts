import {
  type BaselineConfig,
  type CompatibleSettings,
  type ConfigFile,
  type ConfigProblem,
  type EffectiveConfig,
  type ModelRef,
  type ProviderConfig,
  quirksOf,
} from '@llm-cost-optimizer/contracts';
import { type Catalogue, toUsdString, usd } from '@llm-cost-optimizer/pricing';
import { parseLocated } from '../file/parse-config.ts';
import type { Environment } from '../settings/process-settings.ts';
import { catalogueFor, warnOfOddPrices } from './agreed-prices.ts';
import { deepFreeze } from './deep-freeze.ts';
import { Findings } from './findings.ts';
import { resolveJudgement } from './judgement.ts';
import { resolveCache, resolveLimits, resolveRateLimits } from './limits.ts';
import { ModelNames } from './model-names.ts';
import { describedProviders, needsSimulator, resolveProviders } from './providers.ts';
import { warnOfRetiringModels } from './retiring-models.ts';
import { resolveRoutes } from './routes.ts';

export interface ResolveInput {
  readonly yaml: string;
  /** Version in the database; 0 = defaults that nobody changed. */
  readonly version: number;
  readonly env: Environment;
  readonly catalogue: Catalogue;
  /** Address of the simulated providers; null = they are not running. */
  readonly simulatorUrl: string | null;
  readonly simulate: 'auto' | 'on' | 'off';
  /** What the local servers said they serve; may be empty. */
  readonly localModels: readonly ModelRef[];
  /** Milliseconds since the epoch, for what is retired by now. */
  readonly now: number;
  /** Where this gateway listens, to notice a provider address that leads back to it. Default: not checked. */
  readonly ownUrl?: string | null;
}

export interface ResolvedConfig {
  /** Frozen; null when there are errors. */
  readonly config: EffectiveConfig | null;
  /** Errors and warnings in the order of their discovery. */
  readonly problems: readonly ConfigProblem[];
}

/** Makes the configuration in force from its text and the environment: validated, complete, names resolved. Pure. */
export function resolveConfig(input: ResolveInput): ResolvedConfig {
  const { file, problems, positions } = parseLocated(input.yaml, input.env);
  if (file === null) return { config: null, problems };
  const findings = new Findings(positions, problems);
  const config = build(input, file, findings);
  return {
    config: findings.hasErrors ? null : deepFreeze({ ...config, warnings: findings.warnings }),
    problems: findings.problems,
  };
}

/** Whether the simulated providers have to be started for this text and environment. False when the text cannot be used. */
export function isSimulatorNeeded(input: Pick<ResolveInput, 'yaml' | 'env' | 'simulate' | 'ownUrl'>): boolean {
  const { file, positions } = parseLocated(input.yaml, input.env);
  if (file === null) return false;
  const { env, simulate, ownUrl = null } = input;
  return needsSimulator({ file, env, simulate, ownUrl }, new Findings(positions, []));
}

function build(input: ResolveInput, file: ConfigFile, findings: Findings): Omit<EffectiveConfig, 'warnings'> {
  const { env, simulate, simulatorUrl, now, ownUrl = null } = input;
  const providers = resolveProviders({ file, env, simulate, simulatorUrl, ownUrl }, findings);
  const catalogue = catalogueFor(withoutKeys(file, providers), input.catalogue);
  warnOfOddPrices(providers, now, findings);
  const availableProviders = new Set(providers.map(({ id }) => id));
  const localModels = localModelsOf(providers, input.localModels);
  const describedModels = describedModelsOf(providers);
  const ownModels = [...localModels, ...describedModels];
  const names = new ModelNames({ file, catalogue, availableProviders, localModels, ownModels, now }, findings);
  const hasHosted = providers.some(({ isLocal, compatible }) => !isLocal && compatible === undefined);
  // Described providers are there for what names them; only where there is nothing else they serve everything.
  const defaults = catalogue.defaultRoutes(availableProviders, hasHosted ? localModels : ownModels);
  const routing = resolveRoutes({ file, names, defaults, providers }, findings);
  if (!findings.hasErrors) warnOfRetiringModels(routing, catalogue, now, findings);
  const budget = file.user?.monthly_budget ?? null;
  const rateLimits = resolveRateLimits(file);
  return {
    version: input.version,
    yaml: input.yaml,
    defaultMode: file.user?.default_preference ?? 'balanced',
    monthlyBudgetUsd: budget === null ? null : toUsdString(usd(budget)),
    providers,
    routing,
    judgement: resolveJudgement(file, names, findings),
    namedModels: file.named_models ?? 'route',
    isStrict: file.strict_params ?? false,
    compatibility: {
      hasLitellmHeaders: file.compatibility?.litellm_headers ?? false,
      budgetStatus: file.compatibility?.budget_status ?? 402,
    },
    baseline: resolveBaseline(file, names, catalogue),
    cache: resolveCache(file),
    limits: resolveLimits(file, findings),
    ...(rateLimits === undefined ? {} : { rateLimits }),
    ...requiredSimulationOf(file),
    modelAliases: names.aliases(),
  };
}

function requiredSimulationOf({ publishing }: ConfigFile): Pick<EffectiveConfig, 'requiredSimulation'> {
  if (publishing?.require_simulation === undefined) return {};
  const { window = '7d', ...gate } = publishing.require_simulation;
  return { requiredSimulation: { window, gate } };
}

function resolveBaseline({ baseline = {} }: ConfigFile, names: ModelNames, catalogue: Catalogue): BaselineConfig {
  const named = baseline.model === undefined ? null : names.baseline(baseline.model, ['baseline', 'model']);
  return {
    kind: baseline.kind ?? 'requested',
    model: named ?? catalogue.defaultBaseline,
    flagship: catalogue.flagship,
  };
}

/** The providers at hand, and the described ones whose key is not set: their names are known all the same. */
function withoutKeys(file: ConfigFile, providers: readonly ProviderConfig[]): ProviderConfig[] {
  const missing = describedProviders(file).filter(([id]) => !providers.some((one) => one.id === id));
  return [...providers, ...missing.map(([id, settings]) => nameOnly(id, settings))];
}

function nameOnly(id: string, { quirks }: CompatibleSettings): ProviderConfig {
  const nothing = { apiKey: '', baseUrl: '', isSimulated: false, isLocal: false, models: [] };
  return { id, ...nothing, compatible: { displayName: id, quirks: quirksOf(quirks) } };
}

function describedModelsOf(providers: readonly ProviderConfig[]): ModelRef[] {
  return providers
    .filter(({ compatible }) => compatible !== undefined)
    .flatMap(({ id, models }) => models.map((model) => ({ provider: id, model })));
}

/** Models named in the file count; servers without a list are taken at their word. */
function localModelsOf(providers: readonly ProviderConfig[], served: readonly ModelRef[]): ModelRef[] {
  return providers
    .filter(({ isLocal }) => isLocal)
    .flatMap(({ id, models }) => {
      if (models.length > 0) return models.map((model) => ({ provider: id, model }));
      return served.filter(({ provider }) => provider === id);
    });
}
