import {
  type CompatibleSettings,
  type ConfigFile,
  type ProviderAddress,
  type ProviderConfig,
  type ProviderSettings,
  quirksOf,
} from '@llm-cost-optimizer/contracts';
import type { Environment } from '../settings/process-settings.ts';
import { checkedAddress, resolveAddresses } from './addresses.ts';
import { isSameServer, normalizeBaseUrl } from './base-url.ts';
import type { Findings } from './findings.ts';
import { KNOWN_PROVIDERS, type KnownProvider } from './known-providers.ts';
import { modelsOfProvider } from './models-of-provider.ts';

export interface ProviderInputs {
  readonly file: ConfigFile;
  readonly env: Environment;
  readonly simulate: 'auto' | 'on' | 'off';
  /** Address of the simulated providers; null = not started. */
  readonly simulatorUrl: string | null;
  /** Where this gateway itself listens; null = not known. */
  readonly ownUrl: string | null;
}

const SIMULATED_KEY = 'simulated';

/** The providers at hand, real ones first; simulated ones when there are none, or when that was asked for. */
export function resolveProviders(inputs: ProviderInputs, findings: Findings): ProviderConfig[] {
  const real = realProviders(inputs, findings);
  if (inputs.simulate === 'on')
    return simulated(
      inputs,
      real.filter(({ isLocal }) => isLocal),
      findings,
    );
  // A provider that is there but written wrongly is no reason to simulate.
  if (real.length > 0 || findings.hasErrors) return real;
  if (inputs.simulate === 'auto') return simulated(inputs, [], findings);
  findings.error(
    [],
    'No provider is configured and simulation is off. Set OPENAI_API_KEY, ANTHROPIC_API_KEY, GROQ_API_KEY, OLLAMA_BASE_URL or VLLM_BASE_URL, or set LCO_SIMULATE=auto.',
  );
  return [];
}

/** True when simulated providers have to be started before the configuration can be resolved. */
export function needsSimulator(inputs: Omit<ProviderInputs, 'simulatorUrl'>, findings: Findings): boolean {
  if (inputs.simulate !== 'auto') return inputs.simulate === 'on';
  return realProviders({ ...inputs, simulatorUrl: null }, findings).length === 0;
}

function realProviders(inputs: ProviderInputs, findings: Findings): ProviderConfig[] {
  const known = KNOWN_PROVIDERS.flatMap((one) => realProvider(one, inputs, findings) ?? []);
  const described = describedProviders(inputs.file).flatMap(
    ([id, settings]) => describedProvider(id, settings, inputs, findings) ?? [],
  );
  return [...known, ...described];
}

function realProvider(known: KnownProvider, inputs: ProviderInputs, findings: Findings): ProviderConfig | null {
  const { id, title, isLocal } = known;
  const settings = settingsOf(inputs.file, id);
  if (settings.enabled === false) return null;
  const addresses = resolveAddresses(
    {
      id,
      title,
      settings,
      apiKey: keyOf(known, inputs),
      isKeyNeeded: !isLocal,
      baseUrl: addressOf(known, inputs, findings),
      ownUrl: inputs.ownUrl,
    },
    findings,
  );
  return providerOf({ id, isLocal, settings, addresses }, findings);
}

/** A provider that stands in the file alone. Without any setting for a key it is a server that needs none. */
function describedProvider(
  id: string,
  settings: CompatibleSettings,
  { ownUrl }: ProviderInputs,
  findings: Findings,
): ProviderConfig | null {
  if (settings.enabled === false) return null;
  const quirks = quirksOf(settings.quirks);
  const hasKeySetting = settings.api_key !== undefined || settings.keys !== undefined;
  const written = settings.base_url;
  const baseUrl =
    written === undefined
      ? null
      : checkedAddress({ id, written, ownUrl, path: ['providers', id, 'base_url'] }, findings);
  if (written === undefined && settings.deployments === undefined) {
    findings.error(['providers', id], `providers.${id} needs a \`base_url\`, e.g. \`https://api.example.com/v1\`.`);
  }
  const displayName = settings.display_name ?? id;
  const addresses = resolveAddresses(
    {
      id,
      title: displayName,
      settings,
      apiKey: settings.api_key?.trim() ?? '',
      isKeyNeeded: hasKeySetting && quirks.authHeader !== 'none',
      baseUrl,
      ownUrl,
    },
    findings,
  );
  const provider = providerOf({ id, isLocal: false, settings, addresses }, findings);
  return provider === null ? null : { ...provider, compatible: { displayName, quirks } };
}

function providerOf(
  found: { id: string; isLocal: boolean; settings: ProviderSettings; addresses: readonly ProviderAddress[] },
  findings: Findings,
): ProviderConfig | null {
  const { id, isLocal, settings, addresses } = found;
  const [first] = addresses;
  if (first === undefined) return null;
  const { models: named, described } = modelsOfProvider(id, settings.models, findings);
  // Where every deployment says what it serves, the provider offers all of that.
  const isListed = addresses.every((address) => address.models !== null);
  const served = isListed ? addresses.flatMap((address) => address.models ?? []) : [];
  const isPlain = settings.keys === undefined && settings.deployments === undefined;
  return {
    id,
    apiKey: first.keys[0]?.secret ?? '',
    baseUrl: first.baseUrl,
    isSimulated: false,
    isLocal,
    models: [...new Set([...named, ...served])],
    ...(isPlain ? {} : { addresses }),
    ...(described.length === 0 ? {} : { described }),
  };
}

function keyOf(known: KnownProvider, { file, env }: ProviderInputs): string {
  const fromEnv = env[known.keyVariable]?.trim() ?? '';
  if (fromEnv !== '') return fromEnv;
  const fromSettings = settingsOf(file, known.id).api_key?.trim() ?? '';
  if (fromSettings !== '') return fromSettings;
  const keys: Readonly<Record<string, string | undefined>> = file.api_keys ?? {};
  return keys[known.id]?.trim() ?? '';
}

/** Variable before file before the provider's own address. Null when there is none, or none that can be used. */
function addressOf(known: KnownProvider, { file, env, ownUrl }: ProviderInputs, findings: Findings): string | null {
  for (const variable of known.addressVariables) {
    const text = env[variable]?.trim() ?? '';
    if (text === '') continue;
    const address = normalizeBaseUrl(known, text);
    if (address === null) {
      findings.error([variable], `${variable} must be an http:// or https:// address.`);
      return null;
    }
    // People export OPENAI_BASE_URL for their own programs; taken over here, the gateway would call itself without end.
    if (ownUrl === null || !isSameServer(address, ownUrl)) return address;
    findings.warn([variable], `${variable} is the address of this gateway itself; it is ignored here.`);
  }
  const written = settingsOf(file, known.id).base_url;
  if (written === undefined) return known.defaultBaseUrl;
  return checkedAddress({ id: known.id, written, ownUrl, path: ['providers', known.id, 'base_url'] }, findings);
}

function simulated(
  { file, simulatorUrl }: ProviderInputs,
  local: readonly ProviderConfig[],
  findings: Findings,
): ProviderConfig[] {
  if (simulatorUrl === null) {
    findings.error(
      [],
      'Simulated providers are needed, but they are not running. Set the key of a provider, or start with LCO_SIMULATE=auto.',
    );
    return [];
  }
  const hosted = KNOWN_PROVIDERS.flatMap(({ id, simulatorPath }): ProviderConfig[] => {
    if (simulatorPath === null || settingsOf(file, id).enabled === false) return [];
    const baseUrl = simulatorUrl.replace(/\/+$/, '') + simulatorPath;
    return [{ id, apiKey: SIMULATED_KEY, baseUrl, isSimulated: true, isLocal: false, models: [] }];
  });
  if (hosted.length + local.length === 0) {
    findings.error(['providers'], 'All providers are switched off. Remove `enabled: false` from one of them.');
  }
  return [...hosted, ...local];
}

/** Ids and settings of the providers that the file describes. */
export function describedProviders({ providers = {} }: ConfigFile): [id: string, settings: CompatibleSettings][] {
  return Object.entries(providers).filter(
    (entry): entry is [string, CompatibleSettings] => !KNOWN_IDS.has(entry[0]) && entry[1] !== undefined,
  );
}

function settingsOf({ providers = {} }: ConfigFile, id: string): ProviderSettings {
  const all: Readonly<Record<string, ProviderSettings | undefined>> = providers;
  return all[id] ?? {};
}

const KNOWN_IDS: ReadonlySet<string> = new Set(KNOWN_PROVIDERS.map(({ id }) => id));
