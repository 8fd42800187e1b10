import { readFile } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { CliError } from './cli-error.ts';
import type { Environment } from './client.ts';

/** A path as the person typed it: relative ones start where the command was typed, not where npm runs it. */
export function pathFrom(env: Environment, path: string): string {
  return isAbsolute(path) ? path : resolve(env.INIT_CWD ?? '.', path);
}

/** The text of a file. Throws CliError with `name` (an option or argument) and the path when it cannot be read. */
export async function readTextFile(env: Environment, path: string, name: string): Promise<string> {
  try {
    return await readFile(pathFrom(env, path), 'utf8');
  } catch (error) {
    throw new CliError(
      `${name}: ${path} cannot be read (${error instanceof Error ? error.message : 'unknown cause'}).`,
    );
  }
}
