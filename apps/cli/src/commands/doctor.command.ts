import { access, constants, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { parseConfig, readProcessSettings } from '@llm-cost-optimizer/config';
import type { ProcessSettings } from '@llm-cost-optimizer/contracts';
import type { Command } from 'commander';
import * as z from 'zod';
import { CliError } from '../cli-error.ts';
import { ask, findConnection } from '../client.ts';
import { printJson } from '../output.ts';
import type { CliContext } from './command.ts';

/** One thing that was looked at. */
interface Finding {
  readonly name: string;
  readonly isFine: boolean;
  /** What is wrong and what repairs it, or what was found. */
  readonly detail: string;
}

/** `lco doctor`: names what is wrong with this installation and the remedy. */
export function addDoctor(program: Command, context: CliContext): void {
  program
    .command('doctor')
    .description('Look for what is wrong here, with the remedy')
    .action(async (_options, command: Command) => {
      const settings = readProcessSettings({ ...context.env });
      const findings = [
        node(),
        await dataFolder(settings),
        await configFile(settings),
        await gateway(settings, command, context),
        providers(context),
      ];
      if (command.optsWithGlobals<{ json?: boolean }>().json === true) printJson(context.output, findings);
      else
        for (const { name, isFine, detail } of findings)
          context.output.line(`${isFine ? 'ok  ' : 'FAIL'}  ${name}: ${detail}`);
      const failed = findings.filter((finding) => !finding.isFine).length;
      if (failed > 0)
        throw new CliError(failed === 1 ? 'One thing needs attention.' : `${failed} things need attention.`);
    });
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isFine = major > 22 || (major === 22 && minor >= 19);
  return {
    name: 'Node',
    isFine,
    detail: isFine ? process.versions.node : `${process.versions.node} is too old: run through \`npm run lco\``,
  };
}

async function dataFolder({ dataDir }: ProcessSettings): Promise<Finding> {
  const name = 'data folder';
  try {
    await access(dataDir, constants.W_OK);
    return { name, isFine: true, detail: `${dataDir} is writable` };
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing) return { name, isFine: true, detail: `${dataDir} does not exist yet; the first start makes it` };
    return { name, isFine: false, detail: `${dataDir} is not writable: change its owner, or set LCO_DATA_DIR` };
  }
}

async function configFile({ configPath }: ProcessSettings): Promise<Finding> {
  const name = 'configuration file';
  if (configPath === null) return { name, isFine: true, detail: 'none; the dashboard holds the configuration' };
  try {
    const { problems } = parseConfig(await readFile(configPath, 'utf8'));
    const [first] = problems.filter((problem) => problem.severity === 'error');
    if (first === undefined) return { name, isFine: true, detail: `${configPath} is valid` };
    return { name, isFine: false, detail: `${configPath}:${first.line ?? 1} ${first.message}` };
  } catch {
    return { name, isFine: false, detail: `${configPath} cannot be read: check the path in LCO_CONFIG` };
  }
}

async function gateway(settings: ProcessSettings, command: Command, context: CliContext): Promise<Finding> {
  const name = 'gateway';
  const connection = findConnection(command.optsWithGlobals(), context.env);
  try {
    await ask(connection, '/health/ready', z.unknown());
    return { name, isFine: true, detail: `ready at ${connection.url}` };
  } catch (error) {
    if (!(await isPortFree(settings.port))) {
      const cause = error instanceof CliError ? error.message : 'it does not answer';
      return {
        name,
        isFine: false,
        detail: `port ${settings.port} is taken, and what listens there is not ready (${cause}). Stop it, or start with another PORT`,
      };
    }
    return { name, isFine: false, detail: `not running; \`npm start\` starts it (port ${settings.port} is free)` };
  }
}

function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** Which credentials the environment has; their values are never shown. */
function providers({ env }: CliContext): Finding {
  const names = ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'GROQ_API_KEY', 'OLLAMA_BASE_URL', 'VLLM_BASE_URL'];
  const set = names.filter((name) => (env[name] ?? '') !== '');
  const detail =
    set.length > 0
      ? `${set.join(', ')} set`
      : 'no key in the environment: without one in the configuration, providers are simulated';
  return { name: 'providers', isFine: true, detail };
}
