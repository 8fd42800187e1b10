import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ConfigProblem, ProcessSettings } from '@llm-cost-optimizer/contracts';
import { ConfigError } from '../problems.ts';
import { EnvironmentReader } from './environment-reader.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface SettingsContext {
  /** Folder that relative paths start from. Default: the working directory. */
  readonly cwd?: string;
  /** Whether a file exists. Default: the disk. */
  readonly fileExists?: (path: string) => boolean;
}

const MEBIBYTE = 1024 * 1024;
const DEFAULT_CONFIG_FILE = 'config.yaml';
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;
const MIN_TOKEN_CHARS = 16;

/**
 * Settings of the process from its environment. Blank variables count as not set. Throws ConfigError with every
 * mistake and its remedy; values are never shown where they may hold a secret.
 */
export function readProcessSettings(env: Environment, context: SettingsContext = {}): ProcessSettings {
  const cwd = context.cwd ?? process.cwd();
  const reader = new EnvironmentReader(env);
  const host = reader.text('LCO_HOST') ?? '127.0.0.1';
  const databaseUrl = reader.address('DATABASE_URL', ['postgres:', 'postgresql:']);
  const redisUrl = reader.address('REDIS_URL', ['redis:', 'rediss:']);
  if (redisUrl !== null && databaseUrl === null && !reader.hasProblem('DATABASE_URL')) {
    reader.report(
      'REDIS_URL',
      'REDIS_URL is set without DATABASE_URL. Set both to run distributed, or neither to run embedded.',
    );
  }
  const settings: ProcessSettings = {
    host,
    port: reader.integer('LCO_PORT', 8_000, 0, 65_535),
    isLoopback: LOOPBACK.test(host),
    dataDir: resolve(cwd, reader.text('LCO_DATA_DIR') ?? '.lco'),
    configPath: configPath(reader, cwd, context.fileExists ?? existsSync),
    watchedConfigPath: resolve(cwd, reader.text('LCO_CONFIG') ?? DEFAULT_CONFIG_FILE),
    databaseUrl,
    redisUrl,
    mode: redisUrl === null ? 'embedded' : 'distributed',
    simulate: reader.choice('LCO_SIMULATE', ['auto', 'on', 'off'], 'auto'),
    simulatorPort: reader.integer('LCO_SIMULATOR_PORT', 0, 0, 65_535),
    simulatorSpeed: reader.choice('LCO_SIMULATOR_SPEED', ['realistic', 'instant'], 'realistic'),
    adminToken: adminToken(reader),
    logLevel: reader.choice('LCO_LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], 'info'),
    publicUrl: reader.address('LCO_PUBLIC_URL', ['http:', 'https:'])?.replace(/\/+$/, '') ?? null,
    drainTimeoutMs: reader.integer('LCO_DRAIN_TIMEOUT_MS', 30_000, 0, 3_600_000),
    retentionDays: reader.integer('LCO_RETENTION_DAYS', 90, 1, 3_650),
    spoolMaxBytes: reader.integer('LCO_SPOOL_MEGABYTES', 256, 1, 65_536) * MEBIBYTE,
  };
  if (reader.problems.length > 0) throw new ConfigError(reader.problems, 'environment');
  return Object.freeze(settings);
}

/** Warnings about variables that start with `LCO_` and mean nothing: most often a typing mistake. */
export function environmentWarnings(env: Environment): ConfigProblem[] {
  return new EnvironmentReader(env).unknownVariables();
}

function configPath(reader: EnvironmentReader, cwd: string, fileExists: (path: string) => boolean): string | null {
  const named = reader.text('LCO_CONFIG');
  if (named === null) {
    const usual = resolve(cwd, DEFAULT_CONFIG_FILE);
    return fileExists(usual) ? usual : null;
  }
  const path = resolve(cwd, named);
  if (!fileExists(path))
    reader.report(
      'LCO_CONFIG',
      `LCO_CONFIG names ${named}, which does not exist. Create the file or correct the path.`,
    );
  return path;
}

function adminToken(reader: EnvironmentReader): string | null {
  const token = reader.text('LCO_ADMIN_TOKEN');
  if (token !== null && token.length < MIN_TOKEN_CHARS) {
    reader.report(
      'LCO_ADMIN_TOKEN',
      `LCO_ADMIN_TOKEN is shorter than ${MIN_TOKEN_CHARS} characters and could be guessed. Use a long random one, or leave it out to have one made.`,
    );
  }
  return token;
}
