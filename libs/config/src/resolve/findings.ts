import type { ConfigProblem } from '@llm-cost-optimizer/contracts';
import { type Path, type Positions, pathText } from '../file/positions.ts';

/** Collects problems with their places in the text. */
export class Findings {
  readonly problems: ConfigProblem[];
  private readonly positions: Positions | null;

  constructor(positions: Positions | null, first: readonly ConfigProblem[]) {
    this.positions = positions;
    this.problems = [...first];
  }

  error(path: Path, message: string): void {
    this.add('error', path, message);
  }

  warn(path: Path, message: string): void {
    this.add('warning', path, message);
  }

  get hasErrors(): boolean {
    return this.problems.some(({ severity }) => severity === 'error');
  }

  get warnings(): ConfigProblem[] {
    return this.problems.filter(({ severity }) => severity === 'warning');
  }

  private add(severity: ConfigProblem['severity'], path: Path, message: string): void {
    const position = this.positions === null || path.length === 0 ? NOWHERE : this.positions.ofValue(path);
    this.problems.push({ severity, path: pathText(path), message, ...position });
  }
}

const NOWHERE = { line: null, column: null };
