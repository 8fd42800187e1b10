import type { ConfigFile, ProviderConfig } from '@llm-cost-optimizer/contracts';
import type { Environment } from '../settings/process-settings.ts';
import { isPlainRemote, isSameServer, normalizeBaseUrl } from './base-url.ts';
import type { Findings } from './findings.ts';
import { KNOWN_PROVIDERS, type KnownProvider } from './known-providers.ts';

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
  if (real.length > 0) return real;
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
  return KNOWN_PROVIDERS.flatMap((known) => {
    const provider = realProvider(known, inputs, findings);
    return provider === null ? [] : [provider];
  });
}

function realProvider(known: KnownProvider, inputs: ProviderInputs, findings: Findings): ProviderConfig | null {
  const settings = settingsOf(inputs.file, known.id);
  if (settings.enabled === false) return null;
  const apiKey = keyOf(known, inputs);
  const baseUrl = addressOf(known, inputs, findings);
  if (baseUrl === null || (!known.isLocal && apiKey === '')) return null;
  if (apiKey !== '' && isPlainRemote(baseUrl)) {
    findings.warn(
      ['providers', known.id],
      `The key of ${known.title} is sent unencrypted to ${URL.parse(baseUrl)?.host}. Use an https:// address.`,
    );
  }
  const models = (settings.models ?? []).map((model) => withoutPrefix(model, known.id));
  return { id: known.id, apiKey, baseUrl, isSimulated: false, isLocal: known.isLocal, models };
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
  const path = ['providers', known.id, 'base_url'];
  const address = normalizeBaseUrl(known, written);
  if (address === null) findings.error(path, `providers.${known.id}.base_url must be an http:// or https:// address.`);
  else if (ownUrl !== null && isSameServer(address, ownUrl)) {
    findings.error(
      path,
      `providers.${known.id}.base_url is the address of this gateway itself. Give the provider's address.`,
    );
    return null;
  }
  return address;
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

interface ProviderSettings {
  readonly api_key?: string | undefined;
  readonly base_url?: string | undefined;
  readonly models?: readonly string[] | undefined;
  readonly enabled?: boolean | undefined;
}

function settingsOf(file: ConfigFile, id: string): ProviderSettings {
  const all: Readonly<Record<string, ProviderSettings | undefined>> = file.providers ?? {};
  return all[id] ?? {};
}

function withoutPrefix(model: string, provider: string): string {
  return model.startsWith(`${provider}/`) ? model.slice(provider.length + 1) : model;
}
