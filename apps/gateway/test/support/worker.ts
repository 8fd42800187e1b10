import { rmSync } from 'node:fs';
import { makeDataFolder } from './data-folder.ts';
import { Program, type ProgramEnd } from './program.ts';

/** The built worker as a process of its own. */
export class Worker {
  readonly url: string;
  private readonly program: Program;
  private readonly folder: string;

  private constructor(program: Program, folder: string, url: string) {
    this.program = program;
    this.folder = folder;
    this.url = url;
  }

  /** Starts it and waits until it says that it is ready. Rejects with its output when it does not start. */
  static async start(env: Readonly<Record<string, string>>): Promise<Worker> {
    const folder = makeDataFolder();
    const program = new Program({
      script: 'apps/worker/dist/main.js',
      cwd: folder,
      env: { WORKER_PORT: '0', ...env },
    });
    const [, url = ''] = await program.printed(/Worker is ready\. Health and metrics: (http\S+)\/health\/ready/);
    return new Worker(program, folder, url);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<ProgramEnd> {
    const end = await this.program.stop(signal);
    rmSync(this.folder, { recursive: true, force: true });
    return end;
  }
}
