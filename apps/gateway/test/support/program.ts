import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Root of the repository. */
export const ROOT = resolve(import.meta.dirname, '../../../..');

export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProgramOptions {
  /** Built script, from the root of the repository. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly cwd: string;
  /** The whole environment but PATH, HOME and TMPDIR: keys of the person who runs the tests stay outside. */
  readonly env: Readonly<Record<string, string>>;
}

/** A built program of this product, running as a process of its own on the Node that runs the tests. */
export class Program {
  private readonly child: ChildProcess;
  private readonly whenEnded: Promise<ProgramEnd>;
  private end: ProgramEnd | null = null;
  private text = '';

  constructor({ script, args = [], cwd, env }: ProgramOptions) {
    const path = join(ROOT, script);
    if (!existsSync(path)) throw new Error(`${script} is missing: build the product first with \`npm run build\`.`);
    this.child = spawn(process.execPath, ['--enable-source-maps', path, ...args], {
      cwd,
      env: { ...inherited(), ...env },
      // The channel ends the program when the tests die without a word.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.text += chunk;
      });
    }
    this.whenEnded = new Promise((done) => {
      this.child.once('close', (code, signal) => {
        this.end = { code, signal };
        done(this.end);
      });
    });
  }

  /** Everything it printed. */
  get output(): string {
    return this.text;
  }

  get isRunning(): boolean {
    return this.end === null;
  }

  /** Resolves with the first match in its output. Rejects with the output when it ends or stays silent. */
  async printed(pattern: RegExp, timeoutMs = 60_000): Promise<RegExpExecArray> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const match = pattern.exec(this.text);
      if (match !== null) return match;
      if (this.end !== null) throw new Error(`The program ended (${this.end.code ?? this.end.signal}):\n${this.text}`);
      if (performance.now() > deadline) throw new Error(`The program did not print ${pattern}:\n${this.text}`);
      await pause(20);
    }
  }

  /** Sends the signal and resolves when the program has ended. */
  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<ProgramEnd> {
    if (this.end === null) this.child.kill(signal);
    return this.whenEnded;
  }

  /** Resolves when the program ends by itself. */
  ended(): Promise<ProgramEnd> {
    return this.whenEnded;
  }
}

function inherited(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(kept);
}
