import type { ConfigProblem } from '@llm-cost-optimizer/contracts';

/** Configuration or environment that cannot be used. The message lists every mistake, one per line, with its remedy. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  /** `source` names the file or "the environment" in front of each line. */
  constructor(problems: readonly ConfigProblem[], source: string) {
    super(problems.map((problem) => formatProblem(problem, source)).join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** One line for people: `config.yaml:12:5: routing_rules.cost_mod is not a known setting. Did you mean cost_mode?` */
export function formatProblem(problem: ConfigProblem, source: string): string {
  const place = problem.line === null ? source : `${source}:${problem.line}:${problem.column ?? 1}`;
  const kind = problem.severity === 'warning' ? ' warning:' : '';
  return `${place}:${kind} ${problem.message}`;
}

/** True when any problem keeps the configuration from being used. */
export function hasErrors(problems: readonly ConfigProblem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}
