import { CliError } from './cli-error.ts';

const DAY = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2}))?$/;

/** Milliseconds of a day or time that a person typed; left out = now. Throws CliError naming the option. */
export function readTime(text: string | undefined, option: string): number {
  if (text === undefined) return Date.now();
  const time = DAY.test(text) ? Date.parse(text) : Number.NaN;
  // `2026-02-30` is rolled over into March by Date.parse.
  if (Number.isNaN(time) || (text.length === 10 && new Date(time).toISOString().slice(0, 10) !== text)) {
    throw new CliError(
      `${option}: "${text}" is not a day such as 2026-11-20, nor a time such as 2026-11-20T09:30:00Z.`,
    );
  }
  return time;
}
