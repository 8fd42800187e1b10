import type { DeploymentSettings, KeySettings, ProviderAddress, ProviderKey } from '@llm-cost-optimizer/contracts';
import { type Path, pathText } from '../file/positions.ts';
import { isPlainRemote, isSameServer, normalizeBaseUrl } from './base-url.ts';
import type { Findings } from './findings.ts';
import { withoutPrefix } from './models-of-provider.ts';
import { DEFAULT_NAME, KeyNames, noKey } from './provider-keys.ts';

export interface AddressInputs {
  readonly id: string;
  /** Name for people. */
  readonly title: string;
  readonly settings: {
    readonly keys?: readonly KeySettings[] | undefined;
    readonly deployments?: readonly DeploymentSettings[] | undefined;
  };
  /** The single key, from the environment or the file; empty = none. */
  readonly apiKey: string;
  /** False for servers that may be called without a key. */
  readonly isKeyNeeded: boolean;
  /** Where deployments without an address of their own are called; null = nowhere. */
  readonly baseUrl: string | null;
  /** Where this gateway itself listens; null = not known. */
  readonly ownUrl: string | null;
}

/**
 * Where a provider is called and with which keys. Deployments whose key is not set are left out; empty when nothing can be
 * called.
 */
export function resolveAddresses(inputs: AddressInputs, findings: Findings): ProviderAddress[] {
  const { id, title, settings, apiKey, baseUrl } = inputs;
  const names = new KeyNames(findings);
  const path: Path = ['providers', id];
  const shared = names.keysOf({
    single: apiKey,
    singleName: DEFAULT_NAME,
    listed: settings.keys,
    prefix: '',
    path: [...path, 'keys'],
  });
  const addresses =
    settings.deployments === undefined
      ? singleAddress(baseUrl, usableKeys(shared, inputs.isKeyNeeded, DEFAULT_NAME))
      : settings.deployments.flatMap((_, index) => deploymentAddress({ ...inputs, shared, names }, index, findings));
  for (const { keys, baseUrl: address, name } of addresses) {
    if (!isPlainRemote(address) || keys.every(({ secret }) => secret === '')) continue;
    const which = addresses.length === 1 ? title : `${title} (${name})`;
    findings.warn(
      path,
      `The key of ${which} is sent unencrypted to ${URL.parse(address)?.host}. Use an https:// address.`,
    );
  }
  return addresses;
}

function singleAddress(baseUrl: string | null, keys: readonly ProviderKey[]): ProviderAddress[] {
  if (baseUrl === null || keys.length === 0) return [];
  return [{ name: DEFAULT_NAME, baseUrl, region: null, weight: 1, keys, models: null }];
}

function deploymentAddress(
  inputs: AddressInputs & { readonly shared: readonly ProviderKey[]; readonly names: KeyNames },
  index: number,
  findings: Findings,
): ProviderAddress[] {
  const { id, settings, shared, names } = inputs;
  const all = settings.deployments ?? [];
  const one = all[index];
  if (one === undefined) return [];
  const path: Path = ['providers', id, 'deployments', index];
  const name = nameOf(all, index);
  if (all.some((_, other) => other < index && nameOf(all, other) === name)) {
    findings.error(path, `Two deployments of ${id} have the name \`${name}\`. Give each its own \`name\`.`);
  }
  const hasOwnKeys = one.key !== undefined || one.keys !== undefined;
  const own = { single: one.key?.trim() ?? '', singleName: name, listed: one.keys, prefix: `${name}-` };
  const keys = hasOwnKeys
    ? names.keysOf({ ...own, path: [...path, 'keys'] })
    : usableKeys(shared, inputs.isKeyNeeded, name);
  const baseUrl = addressOf(inputs, one, path, findings);
  // A key that is not set must not be replaced by another one: it would be sent to an address it is not meant for.
  if (baseUrl === null || keys.length === 0) return [];
  const models = one.models?.map((model) => withoutPrefix(model, id)) ?? null;
  return [{ name, baseUrl, region: one.region ?? null, weight: one.weight ?? 1, keys, models }];
}

function usableKeys(keys: readonly ProviderKey[], isKeyNeeded: boolean, address: string): readonly ProviderKey[] {
  return keys.length === 0 && !isKeyNeeded ? [noKey(address)] : keys;
}

/** Its own name, else its region where that tells it apart, else its number. */
function nameOf(all: readonly DeploymentSettings[], index: number): string {
  const one = all[index];
  if (one?.name !== undefined) return one.name;
  const isAlone = one?.region !== undefined && all.filter(({ region }) => region === one.region).length === 1;
  return isAlone ? (one.region ?? '') : `deployment-${index + 1}`;
}

function addressOf(
  { id, baseUrl, ownUrl }: AddressInputs,
  { base_url: written }: DeploymentSettings,
  path: Path,
  findings: Findings,
): string | null {
  if (written === undefined) {
    if (baseUrl === null && !findings.hasErrors) {
      findings.error(path, `This deployment of ${id} has no address. Give it, or ${id} itself, a \`base_url\`.`);
    }
    return baseUrl;
  }
  return checkedAddress({ id, written, ownUrl, path: [...path, 'base_url'] }, findings);
}

/** An address of the file as one that can be called; null after reporting what is wrong with it. */
export function checkedAddress(
  one: { readonly id: string; readonly written: string; readonly ownUrl: string | null; readonly path: Path },
  findings: Findings,
): string | null {
  const { id, written, ownUrl, path } = one;
  const address = normalizeBaseUrl({ id }, written);
  if (address === null) {
    findings.error(path, `${pathText(path)} must be an http:// or https:// address.`);
    return null;
  }
  if (ownUrl === null || !isSameServer(address, ownUrl)) return address;
  findings.error(path, `${pathText(path)} is the address of this gateway itself. Give the provider's address.`);
  return null;
}
