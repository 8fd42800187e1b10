import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import { REDACTED, REDACTED_PATHS, scrubSecrets } from './redaction.ts';

/** JSON-line logger. Call as `logger.info({ field }, 'Sentence.')`. */
export type Logger = PinoLogger;

export interface LoggerOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Where lines go; standard output when left out. */
  readonly stream?: DestinationStream;
  /** Fields of every line, such as the process' role. */
  readonly fields?: Readonly<Record<string, string | number>>;
}

/**
 * Makes the logger of a process: one JSON object per line with an ISO time and the level as a word. Known secret
 * fields are replaced by name, and text that looks like a key, a bearer token or a password in an address is
 * replaced wherever it stands, error messages and stacks included.
 */
export function createLogger({ level, stream, fields }: LoggerOptions): Logger {
  const options = {
    level,
    base: fields ?? {},
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: [...REDACTED_PATHS], censor: REDACTED },
    hooks: { streamWrite: scrubSecrets },
  };
  return stream === undefined ? pino(options) : pino(options, stream);
}
