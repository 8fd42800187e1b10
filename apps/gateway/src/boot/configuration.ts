import { ConfigError, defaultConfigYaml, type Environment, resolveConfig } from '@llm-cost-optimizer/config';
import { DEFAULT_ORGANIZATION_ID, type ProcessSettings } from '@llm-cost-optimizer/contracts';
import type { Catalogue } from '@llm-cost-optimizer/pricing';
import { listModels } from '@llm-cost-optimizer/providers';
import { ActiveConfig, InvalidConfiguration } from '../configuration/active-config.ts';
import { createConfigCompiler } from '../configuration/config-compiler.ts';
import { ConfigFile, readConfigFile } from '../configuration/config-file.ts';
import { LocalModels } from '../configuration/local-models.ts';
import type { Closers } from './closers.ts';
import type { Infrastructure } from './infrastructure.ts';
import { loadQualityWeights } from './quality-weights.ts';
import type { SimulatorHost } from './simulator-host.ts';
import { messageOf, StartError } from './start-error.ts';

const ASK_TIMEOUT_MS = 1_500;
/** Port 9 is "discard": nobody listens there. */
const PLACEHOLDER_URL = 'http://127.0.0.1:9';

export interface Configuration {
  readonly active: ActiveConfig;
  readonly file: ConfigFile;
}

export interface ConfigurationStart {
  readonly env: Environment;
  /** Text of the configuration file, checked; null = none. */
  readonly fileText: string | null;
  readonly catalogue: Catalogue;
  readonly infrastructure: Infrastructure;
  readonly simulator: SimulatorHost;
  readonly closers: Closers;
}

/**
 * Brings a configuration into force: the file where there is one and it is new, else the active version of the
 * database, else the defaults. Throws ConfigError with every mistake; a gateway never starts on half a configuration.
 */
export async function startConfiguration(start: ConfigurationStart): Promise<Configuration> {
  const { env, catalogue, infrastructure, simulator, closers } = start;
  const { settings, logger, metrics, transport, clock, bus } = infrastructure;
  const repository = infrastructure.repositories.config;
  let isStarted = false;
  const onReload = (result: 'ok' | 'error' | 'unchanged', detail: string) => {
    metrics.configReload(result);
    if (result === 'error') logger.error({ event: 'config_reload' }, detail);
    // The start says itself what is in force.
    else logger[isStarted ? 'info' : 'debug']({ event: 'config_reload', result }, detail);
  };
  const compiler = createConfigCompiler({
    env,
    simulate: settings.simulate,
    catalogue,
    quality: loadQualityWeights(),
    simulator,
    localModels: new LocalModels(({ baseUrl, id, apiKey }) =>
      listModels({ transport, baseUrl, adapterId: id, apiKey, timeoutMs: ASK_TIMEOUT_MS }),
    ),
    now: clock.now,
    ownUrl: ownUrlOf(settings),
  });
  const active = new ActiveConfig({ repository, compiler, bus, onReload });
  const isPresent = start.fileText !== null;
  const file = new ConfigFile({ path: settings.watchedConfigPath, isPresent, active, repository, onReload });
  await bringIntoForce(active, file, start.fileText);
  isStarted = true;
  file.watch();
  closers.add('configuration file', () => file.close());
  const unsubscribe = bus.subscribe('config.published', ({ organizationId }) => {
    if (organizationId === DEFAULT_ORGANIZATION_ID)
      void active.reload().catch((error: unknown) => onReload('error', messageOf(error)));
  });
  closers.add('configuration news', unsubscribe);
  metrics.gauge('config_version', 'Configuration version in force.', () => active.stored.version.version);
  return { active, file };
}

/** What a configuration file is checked with. */
export interface FileCheck {
  readonly settings: ProcessSettings;
  readonly env: Environment;
  readonly catalogue: Catalogue;
  /** Milliseconds. */
  readonly now: number;
}

/**
 * Reads the configuration file and refuses one with mistakes before anything is started. Null = there is no file.
 * Throws ConfigError or StartError.
 */
export async function readCheckedFile({ settings, env, catalogue, now }: FileCheck): Promise<string | null> {
  const { configPath, simulate } = settings;
  if (configPath === null) return null;
  const yaml = await readFileOrRefuse(configPath);
  const { config, problems } = resolveConfig({
    yaml,
    version: 0,
    env,
    catalogue,
    simulate,
    // They are not running yet; their address changes nothing about what is a mistake.
    simulatorUrl: PLACEHOLDER_URL,
    localModels: [],
    now,
    ownUrl: ownUrlOf(settings),
  });
  if (config === null)
    throw new ConfigError(
      problems.filter(({ severity }) => severity === 'error'),
      configPath,
    );
  return yaml;
}

function ownUrlOf({ host, port }: ProcessSettings): string | null {
  return port === 0 ? null : `http://${host}:${port}`;
}

async function bringIntoForce(active: ActiveConfig, file: ConfigFile, text: string | null): Promise<void> {
  try {
    if (text === null) {
      await active.start({ yaml: defaultConfigYaml(), source: 'default', message: null, isWanted: async () => false });
    } else {
      const isWanted = async () => !(await file.isKnown(text));
      await active.start({ yaml: text, source: 'file', message: `File ${file.path}`, isWanted });
    }
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    throw new ConfigError(error.problems, text === null ? 'the configuration in force' : file.path);
  }
}

async function readFileOrRefuse(path: string): Promise<string> {
  try {
    return await readConfigFile(path);
  } catch (error) {
    throw new StartError(`The configuration file ${path} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
