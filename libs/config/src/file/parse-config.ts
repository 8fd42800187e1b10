import { type ConfigFile, type ConfigProblem, configSchema } from '@llm-cost-optimizer/contracts';
import { hasErrors } from '../problems.ts';
import type { Environment } from '../settings/process-settings.ts';
import { hasReference, type MissingVariable, resolveReferences } from './env-references.ts';
import { plainPath, sentencesOfAll } from './issue-sentences.ts';
import { withoutEmptySettings } from './known-settings.ts';
import { type Path, type Positions, pathText, valueAt } from './positions.ts';
import { readYaml } from './read-yaml.ts';

export interface ParsedConfig {
  /** Null when there are errors, or when a reference stands where its value is needed to judge the file. */
  readonly file: ConfigFile | null;
  readonly problems: readonly ConfigProblem[];
}

/** A parsed file with the means to say where a setting stands. */
export interface LocatedConfig extends ParsedConfig {
  readonly positions: Positions | null;
}

const MAX_PROBLEMS = 50;

/**
 * Reads and validates the text of a configuration. References to variables stay as they are written; values that
 * cannot be judged without them are let through. Problems carry line and column and never repeat a value.
 */
export function parseConfig(yaml: string): ParsedConfig {
  const { file, problems } = parseLocated(yaml, null);
  return { file, problems };
}

/** The same with references resolved from `env`; null leaves them as they are. */
export function parseLocated(yaml: string, env: Environment | null): LocatedConfig {
  const { data, positions, problems } = readYaml(yaml);
  if (data === undefined || positions === null) return { file: null, problems, positions };
  const resolved = env === null ? { data, missing: [] } : resolveReferences(data, env);
  const missing = resolved.missing.map((one) => missingProblem(one, positions));
  const unset = new Set(resolved.missing.map(({ path }) => pathText(path)));
  const result = configSchema.safeParse(withoutEmptySettings(resolved.data));
  if (result.success) return { file: hasErrors(missing) ? null : result.data, problems: missing, positions };
  const judged = result.error.issues.filter(
    (issue) => !(hasReferenceAt(data, issue.path) && (env === null || unset.has(pathText(plainPath(issue.path))))),
  );
  const found = sentencesOfAll(judged, data).map(({ path, key, message }) => {
    const position = key === null ? positions.ofValue(path) : positions.ofKey(path, key);
    return { severity: 'error' as const, path: pathText(key === null ? path : [...path, key]), message, ...position };
  });
  const all = [...missing, ...found].slice(0, MAX_PROBLEMS);
  // Only references kept the schema from being met: the file is right as far as can be told, but there is no typed view of it.
  return { file: null, problems: all, positions };
}

function missingProblem({ path, variable, isSecret }: MissingVariable, positions: Positions): ConfigProblem {
  const name = pathText(path);
  const message = isSecret
    ? `${name} refers to the environment variable ${variable}, which is not set: ${consequence(path)}. Set ${variable}, or write \${${variable}:-} to leave it out silently.`
    : `${name} refers to the environment variable ${variable}, which is not set. Set it, or give a default with \${${variable}:-value}.`;
  return { severity: isSecret ? 'warning' : 'error', path: name, message, ...positions.ofValue(path) };
}

/** What a missing key means. */
function consequence(path: Path): string {
  if (path.includes('keys')) return 'that key is left out';
  return path.includes('deployments') ? 'that deployment is left out' : 'that provider is not configured';
}

/** True where the text as written holds a reference: not resolved yet, or reported as missing already. */
function hasReferenceAt(data: unknown, path: readonly PropertyKey[]): boolean {
  return hasReference(valueAt(data, path));
}
