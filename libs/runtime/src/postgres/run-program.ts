import { spawn } from 'node:child_process';
import { asError } from '../errors.ts';
import type { RunAs } from './run-as.ts';

export interface ProgramResult {
  /** Null when it did not start or was ended by a signal. */
  readonly exitCode: number | null;
  readonly output: string;
}

const MAX_OUTPUT_CHARS = 20_000;

/** The whole environment of database programs: none of the gateway's secrets are in it. */
export const PROGRAM_ENVIRONMENT: NodeJS.ProcessEnv =
  process.platform === 'win32'
    ? { SystemRoot: 'C:\\Windows', PATH: 'C:\\Windows\\System32', TZ: 'UTC' }
    : { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** Runs a program to its end and returns what it said. Never rejects. */
export function runProgram(file: string, args: readonly string[], user: RunAs): Promise<ProgramResult> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(file, [...args], {
      ...user,
      cwd: '/',
      env: PROGRAM_ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-MAX_OUTPUT_CHARS);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve({ exitCode: null, output: asError(error).message }));
    child.once('close', (exitCode) => resolve({ exitCode, output }));
  });
}
