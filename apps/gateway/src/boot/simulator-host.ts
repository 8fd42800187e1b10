import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import { StartError } from './start-error.ts';

/** The simulated providers, started when a configuration needs them. */
export interface SimulatorHost {
  /** Starts them once; afterwards gives the same address. */
  ensure(): Promise<string>;
  /** Their address; null while they do not run. */
  readonly url: string | null;
  stop(): Promise<void>;
}

const readySchema = z.object({ simulator: z.literal('ready'), url: z.url() });
const START_TIMEOUT_MS = 10_000;
const FIRST_RESTART_MS = 100;
const LONGEST_RESTART_MS = 10_000;

export interface SimulatorThreadOptions {
  /** The built simulator, `apps/simulator/dist/main.js`. */
  readonly script: string;
  readonly port: number;
  readonly speed: 'realistic' | 'instant';
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Runs the simulated providers in a thread of their own: their event loop cannot slow down the gateway's, a Ctrl-C does
 * not reach them before the running requests are finished, and they cannot outlive the gateway. Started again on the
 * same port when the thread dies, so that the configuration stays valid.
 */
export function createSimulatorThread(options: SimulatorThreadOptions): SimulatorHost {
  let worker: Worker | null = null;
  let url: string | null = null;
  let starting: Promise<string> | null = null;
  let isStopped = false;
  let restarts = 0;

  const launch = async (port: number): Promise<string> => {
    const started = new Worker(options.script, {
      argv: ['--port', String(port), '--speed', options.speed],
      stdout: true,
      stderr: false,
    });
    worker = started;
    url = await readUrl(started);
    started.once('exit', () => {
      if (worker === started && !isStopped) void restart();
    });
    started.on('error', options.onTrouble);
    return url;
  };

  const restart = async (): Promise<void> => {
    worker = null;
    const waitMs = Math.min(LONGEST_RESTART_MS, FIRST_RESTART_MS * 2 ** restarts++);
    await new Promise((resolve) => setTimeout(resolve, waitMs).unref());
    if (isStopped) return;
    await launch(portOf(url)).catch((error: unknown) => {
      options.onTrouble(error);
      return restart();
    });
  };

  return {
    get url() {
      return url;
    },
    async ensure() {
      if (!existsSync(options.script)) {
        throw new StartError('The simulated providers are not built. Build them with: npm run build');
      }
      starting ??= launch(options.port).catch((error: unknown) => {
        // The next one who needs them may have more luck.
        starting = null;
        throw error;
      });
      return starting;
    },
    async stop() {
      isStopped = true;
      await worker?.terminate();
    },
  };
}

/** The thread prints one JSON line when its server listens. Rejects when it ends or stays silent before that. */
async function readUrl(worker: Worker): Promise<string> {
  const ended = new AbortController();
  const fail = (error?: unknown) =>
    ended.abort(
      new StartError(
        'The simulated providers did not start. Is LCO_SIMULATOR_PORT in use? Set it to 0 for any free port.',
        { cause: error },
      ),
    );
  worker.once('error', fail);
  worker.once('exit', fail);
  const timer = setTimeout(fail, START_TIMEOUT_MS);
  try {
    const [chunk] = await once(worker.stdout, 'data', { signal: ended.signal });
    worker.stdout.resume();
    return readySchema.parse(JSON.parse(String(chunk))).url;
  } catch (error) {
    throw ended.signal.aborted ? ended.signal.reason : error;
  } finally {
    clearTimeout(timer);
    worker.off('error', fail);
    worker.off('exit', fail);
  }
}

function portOf(url: string | null): number {
  return url === null ? 0 : Number(new URL(url).port);
}
