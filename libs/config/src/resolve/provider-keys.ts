import type { KeySettings, ProviderKey } from '@llm-cost-optimizer/contracts';
import type { Path } from '../file/positions.ts';
import type { Findings } from './findings.ts';

/** Name of the single key of a provider, and of its single address. */
export const DEFAULT_NAME = 'default';

/** What a server without keys is called with: each address for itself, since no limit is shared. */
export function noKey(address: string): ProviderKey {
  return { name: address, secret: '', weight: 1 };
}

export interface KeyInputs {
  /** The single key of the settings (`api_key`, `key`) or of the environment; empty = not set. */
  readonly single: string;
  readonly singleName: string;
  readonly listed: readonly KeySettings[] | undefined;
  /** Names of listed keys that have none: `key-1`, `key-2` … behind this. */
  readonly prefix: string;
  /** Where the list stands in the file. */
  readonly path: Path;
}

/** Hands out names that tell the keys of one provider apart, and reports those that stand twice. */
export class KeyNames {
  private readonly taken = new Set<string>();
  private readonly findings: Findings;

  constructor(findings: Findings) {
    this.findings = findings;
  }

  /** The keys that are set; one that stands there twice counts once, under the name it was given. */
  keysOf({ single, singleName, listed = [], prefix, path }: KeyInputs): ProviderKey[] {
    const keys = listed.flatMap(({ key, name, weight = 1 }, index): ProviderKey[] => {
      const secret = key.trim();
      if (secret === '') return [];
      return [{ name: this.take(name ?? `${prefix}key-${index + 1}`, [...path, index]), secret, weight }];
    });
    if (single === '' || keys.some(({ secret }) => secret === single)) return keys;
    return [{ name: this.take(singleName, path.slice(0, -1)), secret: single, weight: 1 }, ...keys];
  }

  private take(name: string, path: Path): string {
    if (this.taken.has(name)) {
      this.findings.error(path, `Two keys of ${path[1]} have the name \`${name}\`. Give each its own \`name\`.`);
    }
    this.taken.add(name);
    return name;
  }
}
