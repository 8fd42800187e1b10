/** Fields that the line shows in its own way, or that a reader at a terminal knows already. */
const SHOWN_APART: ReadonlySet<string> = new Set(['level', 'time', 'msg', 'err', 'role', 'event', 'result']);

/**
 * A log line as a person at a terminal reads it: local time, level, sentence, the other fields, and below it the stack of
 * an error. A line that is no JSON object stays as it is.
 */
export function toTerminalLine(line: string): string {
  const entry = readObject(line);
  if (entry === null) return line;
  const time = typeof entry.time === 'string' ? new Date(entry.time).toTimeString().slice(0, 8) : '';
  const fields = Object.entries(entry)
    .filter(([name]) => !SHOWN_APART.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const head = [time, String(entry.level).padEnd(5), String(entry.msg ?? ''), ...fields].join('  ');
  return [head, ...errorLines(entry.err)].join('\n').replaceAll('\n', '\n    ').trimEnd().concat('\n');
}

function errorLines(error: unknown): string[] {
  if (!isObject(error)) return [];
  const { stack, message } = error;
  if (typeof stack === 'string') return [stack];
  return typeof message === 'string' ? [message] : [];
}

function readObject(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
