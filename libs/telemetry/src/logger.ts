import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import { REDACTED, REDACTED_PATHS, scrubSecrets } from './redaction.ts';
import { toTerminalLine } from './terminal-line.ts';

/** JSON-line logger. Call as `logger.info({ field }, 'Sentence.')`. */
export type Logger = PinoLogger;

export interface LoggerOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Where lines go; standard output when left out. */
  readonly stream?: DestinationStream;
  /** True when a person reads standard output: then lines are plain text (see `toTerminalLine`) instead of JSON. */
  readonly isTerminal?: boolean;
  /** Fields of every line, such as the process' role. */
  readonly fields?: Readonly<Record<string, string | number>>;
}

const TERMINAL: DestinationStream = { write: (line) => void process.stdout.write(toTerminalLine(line)) };

/**
 * Makes the logger of a process: one JSON object per line with an ISO time and the level as a word. Known secret
 * fields are replaced by name, and text that looks like a key, a bearer token or a password in an address is
 * replaced wherever it stands, error messages and stacks included.
 */
export function createLogger({ level, stream, isTerminal = false, fields }: LoggerOptions): Logger {
  const options = {
    level,
    base: fields ?? {},
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: [...REDACTED_PATHS], censor: REDACTED },
    hooks: { streamWrite: scrubSecrets },
  };
  if (stream !== undefined) return pino(options, stream);
  return isTerminal ? pino(options, TERMINAL) : pino(options);
}
