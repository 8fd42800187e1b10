import type { Environment } from '../settings/process-settings.ts';
import type { Path } from './positions.ts';

/** `${NAME}` and `${NAME:-default}`; `$${` writes a plain `${`. */
const REFERENCE = /\$?\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;
const WHOLE = /^\$\{[^}]*\}$/;
const SECRET_KEYS: ReadonlySet<string> = new Set(['api_key', 'key']);

export interface MissingVariable {
  readonly path: Path;
  readonly variable: string;
  /** True when the value is a provider key: then the provider is merely not configured. */
  readonly isSecret: boolean;
}

export interface ResolvedReferences {
  readonly data: unknown;
  readonly missing: readonly MissingVariable[];
}

/** True when a text is, or holds, a reference. */
export function hasReference(value: unknown): boolean {
  return typeof value === 'string' && value.search(REFERENCE) !== -1;
}

/**
 * Replaces references inside the values of parsed data, never inside the text, so that a variable cannot add structure.
 * A value that is nothing but a reference may become a number or a truth value where the setting is no secret.
 */
export function resolveReferences(data: unknown, env: Environment): ResolvedReferences {
  const missing: MissingVariable[] = [];
  const walk = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') return resolveText(value, path, env, missing);
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, item]) => [key, walk(item, [...path, key])] as const);
    return Object.fromEntries(entries);
  };
  return { data: walk(data, []), missing };
}

/** True for settings whose value is a credential. */
export function isSecretPath(path: Path): boolean {
  return path[0] === 'api_keys' || (path[0] === 'providers' && isSecretKey(path.at(-1)));
}

/** True for names of settings below `providers` whose value is a credential. */
export function isSecretKey(key: unknown): boolean {
  return SECRET_KEYS.has(String(key));
}

function resolveText(text: string, path: Path, env: Environment, missing: MissingVariable[]): unknown {
  if (!text.includes('${')) return text;
  const isSecret = isSecretPath(path);
  const resolved = text.replace(REFERENCE, (match, variable: string, fallback: string | undefined) => {
    if (match.startsWith('$$')) return match.slice(1);
    const value = env[variable] ?? '';
    if (value !== '') return value;
    if (fallback === undefined) missing.push({ path, variable, isSecret });
    return fallback ?? '';
  });
  return WHOLE.test(text) && !isSecret ? plainValue(resolved) : resolved;
}

function plainValue(text: string): unknown {
  if (/^-?\d{1,15}(\.\d{1,12})?$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text === 'null' ? null : text;
}
