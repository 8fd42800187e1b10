import { ConfigError, type Environment, readProcessSettings } from '@llm-cost-optimizer/config';
import { createLogger, type Logger } from '@llm-cost-optimizer/telemetry';
import { StartError } from './start-error.ts';
import { type RunningWorker, startWorker } from './start-worker.ts';

const DEFAULT_PORT = '8001';

/** Runs a worker as the program of this process. A start failure is its sentences and exit code 1, without a stack. */
export async function runWorker(env: Environment): Promise<void> {
  const say = (text: string) => process.stderr.write(text);
  // Who reads along may leave (`| head`); that is no reason to stop.
  process.stderr.on('error', () => undefined);
  try {
    // A worker shares the environment of its gateway, but not the port.
    const settings = readProcessSettings({ ...env, LCO_PORT: env.WORKER_PORT ?? DEFAULT_PORT });
    const logger = createLogger({
      level: settings.logLevel,
      isTerminal: process.stdout.isTTY === true,
      fields: { role: 'worker' },
    });
    failLoudly(logger);
    const starting = startWorker({ settings, logger });
    stopOnSignal(starting, say);
    const worker = await starting;
    say(`Worker is ready. Health and metrics: ${worker.url}/health/ready\n`);
  } catch (error) {
    const isExpected = error instanceof StartError || error instanceof ConfigError;
    say(
      `\nThe worker did not start.\n${isExpected || !(error instanceof Error) ? String(error instanceof Error ? error.message : error) : error.stack}\n`,
    );
    process.exit(1);
  }
}

/** The first signal lets running jobs finish, a second one ends the process: the queue gives its jobs to another worker. */
function stopOnSignal(starting: Promise<RunningWorker>, say: (text: string) => void): void {
  let isStopping = false;
  const stop = async (signal: string) => {
    if (isStopping) process.exit(130);
    isStopping = true;
    say(`\nStopping (${signal}): running jobs finish.\n`);
    const worker = await starting;
    await worker.stop();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    // A start that failed has said so and ended the process already.
    process.on(signal, () => void stop(signal).catch(() => process.exit(1)));
  }
}

function failLoudly(logger: Logger): void {
  const die = (error: unknown) => {
    logger.fatal({ err: error }, 'Unhandled error; the process ends.');
    process.exit(1);
  };
  process.on('unhandledRejection', die);
  process.on('uncaughtException', die);
}
