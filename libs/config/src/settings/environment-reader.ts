import type { ConfigProblem } from '@llm-cost-optimizer/contracts';
import { nearestNames } from '@llm-cost-optimizer/pricing';
import type { Environment } from './process-settings.ts';
import { VARIABLES } from './variables.ts';

const PREFIX = 'LCO_';
/** Set by the launcher for its children; not for people. */
const INTERNAL_PREFIX = 'LCO_INTERNAL_';
const ALIASES: ReadonlyMap<string, readonly string[]> = new Map(VARIABLES.map(({ name, aliases }) => [name, aliases]));

/** Reads typed values from an environment and collects what is wrong with them. */
export class EnvironmentReader {
  readonly problems: ConfigProblem[] = [];
  private readonly env: Environment;

  constructor(env: Environment) {
    this.env = env;
  }

  /** The value without spaces around it; null when unset or blank. Other names of the variable count too. */
  text(name: string): string | null {
    return this.find(name)?.value ?? null;
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const found = this.find(name);
    if (found === null) return fallback;
    const value = Number(found.value);
    if (/^\d{1,12}$/.test(found.value) && value >= min && value <= max) return value;
    this.report(
      name,
      `${found.name} must be a whole number from ${min} to ${max}, not ${JSON.stringify(found.value)}.`,
    );
    return fallback;
  }

  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const found = this.find(name);
    if (found === null) return fallback;
    const choice = choices.find((one) => one === found.value.toLowerCase());
    if (choice !== undefined) return choice;
    this.report(name, `${found.name} must be one of ${choices.join(', ')}, not ${JSON.stringify(found.value)}.`);
    return fallback;
  }

  /** An address with one of the schemes (`redis:`); its value is not repeated in problems, it may hold a password. */
  address(name: string, schemes: readonly string[]): string | null {
    const found = this.find(name);
    if (found === null) return null;
    const scheme = URL.parse(found.value)?.protocol;
    if (scheme !== undefined && schemes.includes(scheme)) return found.value;
    const forms = schemes.map((one) => `${one}//`).join(' or ');
    this.report(name, `${found.name} must be an address that starts with ${forms}.`);
    return null;
  }

  report(path: string, message: string): void {
    this.problems.push({ severity: 'error', path, message, line: null, column: null });
  }

  hasProblem(path: string): boolean {
    return this.problems.some((problem) => problem.path === path);
  }

  unknownVariables(): ConfigProblem[] {
    const known = new Set(VARIABLES.flatMap(({ name, aliases }) => [name, ...aliases]));
    const unknown = Object.keys(this.env).filter(
      (name) => name.startsWith(PREFIX) && !name.startsWith(INTERNAL_PREFIX) && !known.has(name),
    );
    return unknown.map((name) => {
      const [near] = nearestNames(name.slice(PREFIX.length), [...known].filter(isOwn).map(withoutPrefix));
      const hint = near === undefined ? '' : ` Did you mean ${PREFIX}${near}?`;
      return {
        severity: 'warning',
        path: name,
        message: `${name} means nothing here.${hint}`,
        line: null,
        column: null,
      };
    });
  }

  private find(name: string): { name: string; value: string } | null {
    for (const candidate of [name, ...(ALIASES.get(name) ?? [])]) {
      const value = this.env[candidate]?.trim() ?? '';
      if (value !== '') return { name: candidate, value };
    }
    return null;
  }
}

function isOwn(name: string): boolean {
  return name.startsWith(PREFIX);
}

function withoutPrefix(name: string): string {
  return name.slice(PREFIX.length);
}
