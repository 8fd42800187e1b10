import { join } from 'node:path';
import {
  ConfigError,
  type Environment,
  environmentWarnings,
  formatProblem,
  readProcessSettings,
} from '@llm-cost-optimizer/config';
import { createLogger, type Logger } from '@llm-cost-optimizer/telemetry';
import { formatBanner } from './banner.ts';
import { onStopSignal } from './process-signals.ts';
import { createProgress } from './progress.ts';
import { createSimulatorThread } from './simulator-host.ts';
import { StartError } from './start-error.ts';
import { type RunningGateway, startGateway } from './start-gateway.ts';

/**
 * Runs the gateway as the program of this process: start, banner, signals, stop. Every start failure that an operator
 * can cure is its sentences and exit code 1, without a stack.
 */
export async function runGateway({ env, appDir }: { env: Environment; appDir: string }): Promise<void> {
  const say = (text: string) => process.stderr.write(text);
  // Who reads along may leave (`| head`); that is no reason to stop.
  process.stderr.on('error', () => undefined);
  try {
    const settings = readProcessSettings(env);
    const logger = createLogger({
      level: settings.logLevel,
      isTerminal: process.stdout.isTTY === true,
      fields: { role: 'gateway' },
    });
    failLoudly(logger);
    say('\nLLM Cost Optimizer starts\n');
    for (const warning of environmentWarnings(env)) say(`  ${formatProblem(warning, 'environment')}\n`);
    const starting = startGateway({
      settings,
      env,
      logger,
      progress: createProgress(say),
      simulator: createSimulatorThread({
        script: besideThisApp(appDir, 'simulator/dist/main.js'),
        port: settings.simulatorPort,
        speed: settings.simulatorSpeed,
        onTrouble: (error) => logger.error({ err: error }, 'The simulated providers broke; they are started again.'),
      }),
      dashboardDir: besideThisApp(appDir, 'dashboard/dist'),
    });
    // From the first moment: a stop during the start waits for it, so that no database is left behind.
    onStopSignal(
      (reason) =>
        void starting.then(
          (gateway) => stop(gateway, reason, say),
          () => undefined,
        ),
      () => process.exit(130),
    );
    const gateway = await starting;
    // The clock began with the process: loading the program counts too.
    say(formatBanner({ ...gateway.facts, seconds: performance.now() / 1_000 }));
  } catch (error) {
    fail(error, say);
  }
}

async function stop(gateway: RunningGateway, reason: string, say: (text: string) => void): Promise<void> {
  say(`\nStopping (${reason}): running requests may finish. Once more stops at once.\n`);
  await gateway.stop();
  say('Stopped.\n');
  process.exit(0);
}

function fail(error: unknown, say: (text: string) => void): void {
  if (error instanceof StartError || error instanceof ConfigError)
    say(`\nThe gateway did not start.\n${error.message}\n`);
  else
    say(
      `\nThe gateway did not start, and this is a defect. Please report it.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  process.exit(1);
}

/** A promise that nobody waits for has failed: the state is unknown, and a supervisor starts a clean process. */
function failLoudly(logger: Logger): void {
  const die = (error: unknown) => {
    logger.fatal({ err: error }, 'Unhandled error; the process ends.');
    process.exit(1);
  };
  process.on('unhandledRejection', die);
  process.on('uncaughtException', die);
}

/** Apps are built side by side: `apps/<app>/dist`; `appDir` is the gateway's. */
function besideThisApp(appDir: string, path: string): string {
  return join(appDir, '..', '..', path);
}
