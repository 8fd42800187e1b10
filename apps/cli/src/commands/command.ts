import type { Readable, Writable } from 'node:stream';
import type { Command } from 'commander';
import { type Connection, type ConnectionOptions, type Environment, findConnection } from '../client.ts';
import type { Output } from '../output.ts';

/** What a command gets from the outside world. */
export interface CliContext {
  readonly output: Output;
  readonly env: Environment;
  /** Whole standard input as text. */
  readonly readStdin: () => Promise<string>;
  /** Replaced in specs; default the streams of the process. For commands that work line by line. */
  readonly streams?: { readonly stdin: Readable; readonly stdout: Writable };
}

/** Connection and output form of a command, from its own options and those of the program. */
export function connectionOf(command: Command, context: CliContext): { connection: Connection; isJson: boolean } {
  const options = command.optsWithGlobals<ConnectionOptions>();
  return { connection: findConnection(options, context.env), isJson: options.json === true };
}

/** True when the answer is for scripts. */
export function isJson(command: Command): boolean {
  return command.optsWithGlobals<ConnectionOptions>().json === true;
}
