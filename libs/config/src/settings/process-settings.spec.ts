import { describe, expect, it } from 'vitest';
import { ConfigError } from '../problems.ts';
import { type Environment, environmentWarnings, readProcessSettings } from './process-settings.ts';

const CONTEXT = { cwd: '/srv', fileExists: () => false };
const read = (env: Environment) => readProcessSettings(env, CONTEXT);

describe('readProcessSettings', () => {
  it('has a default for everything', () => {
    expect(read({})).toEqual({
      host: '127.0.0.1',
      port: 8_000,
      isLoopback: true,
      dataDir: '/srv/.lco',
      configPath: null,
      watchedConfigPath: '/srv/config.yaml',
      databaseUrl: null,
      redisUrl: null,
      mode: 'embedded',
      simulate: 'auto',
      simulatorPort: 0,
      simulatorSpeed: 'realistic',
      adminToken: null,
      logLevel: 'info',
      publicUrl: null,
      drainTimeoutMs: 30_000,
      retentionDays: 90,
      spoolMaxBytes: 268_435_456,
    });
    expect(Object.isFrozen(read({}))).toBe(true);
  });

  it('runs distributed with a database and a Redis, embedded on an outside database with the first alone', () => {
    const databaseUrl = 'postgresql://u:p@db/lco';
    expect(read({ DATABASE_URL: databaseUrl, REDIS_URL: 'redis://r' }).mode).toBe('distributed');
    expect(read({ DATABASE_URL: databaseUrl })).toMatchObject({ mode: 'embedded', databaseUrl });
  });

  it('prefers the names with the prefix and ignores blank ones', () => {
    expect(read({ LCO_PORT: '1', PORT: '2', HOST: '0.0.0.0', LCO_HOST: ' ' })).toMatchObject({
      port: 1,
      host: '0.0.0.0',
    });
    expect(read({ PORT: '2' }).port).toBe(2);
  });

  it.each([
    ['localhost', true],
    ['127.0.0.5', true],
    ['::1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.168.1.4', false],
    ['127.evil.example', false],
  ])('knows whether %s is loopback', (host, isLoopback) => {
    expect(read({ LCO_HOST: host }).isLoopback).toBe(isLoopback);
  });

  it('uses config.yaml where it exists and any file that is named', () => {
    const context = { cwd: '/srv', fileExists: (path: string) => path.endsWith('.yaml') };
    expect(readProcessSettings({}, context).configPath).toBe('/srv/config.yaml');
    expect(readProcessSettings({ LCO_CONFIG: 'etc/other.yaml' }, context).configPath).toBe('/srv/etc/other.yaml');
  });

  it.each([
    { env: { PORT: '80000' }, message: 'PORT must be a whole number from 0 to 65535, not "80000".' },
    { env: { LCO_PORT: '8e3' }, message: 'LCO_PORT must be a whole number from 0 to 65535, not "8e3".' },
    { env: { LCO_SIMULATE: 'yes' }, message: 'LCO_SIMULATE must be one of auto, on, off, not "yes".' },
    { env: { LCO_RETENTION_DAYS: '0' }, message: 'LCO_RETENTION_DAYS must be a whole number from 1 to 3650, not "0".' },
    {
      env: { REDIS_URL: 'redis://r' },
      message: 'REDIS_URL is set without DATABASE_URL. Set both to run distributed, or neither to run embedded.',
    },
    {
      env: { DATABASE_URL: 'mysql://root:secret@db' },
      message: 'DATABASE_URL must be an address that starts with postgres:// or postgresql://.',
    },
    {
      env: { LCO_CONFIG: 'none.yaml' },
      message: 'LCO_CONFIG names none.yaml, which does not exist. Create the file or correct the path.',
    },
    {
      env: { LCO_ADMIN_TOKEN: 'short-secret' },
      message:
        'LCO_ADMIN_TOKEN is shorter than 16 characters and could be guessed. Use a long random one, or leave it out to have one made.',
    },
    {
      env: { LCO_PUBLIC_URL: 'example.com' },
      message: 'LCO_PUBLIC_URL must be an address that starts with http:// or https://.',
    },
  ])('refuses $env', ({ env, message }) => {
    expect(() => read(env)).toThrow(`environment: ${message}`);
  });

  it('lists every mistake at once and repeats no secret', () => {
    try {
      read({ PORT: 'x', DATABASE_URL: 'secret-1', REDIS_URL: 'secret-2', LCO_ADMIN_TOKEN: 'secret-3' });
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      expect(error.problems.map(({ path }) => path)).toEqual([
        'DATABASE_URL',
        'REDIS_URL',
        'LCO_PORT',
        'LCO_ADMIN_TOKEN',
      ]);
      expect(error.message).not.toContain('secret');
      expect(error.message.split('\n')).toHaveLength(4);
    }
  });
});

describe('environmentWarnings', () => {
  it('names variables of ours that mean nothing, with the nearest real one', () => {
    const env = { LCO_DTA_DIR: 'x', LCO_ZZZZZZ: 'x', LCO_INTERNAL_X: 'x', LCO_PORT: '1', HOME: '/' };
    expect(environmentWarnings(env).map(({ message }) => message)).toEqual([
      'LCO_DTA_DIR means nothing here. Did you mean LCO_DATA_DIR?',
      'LCO_ZZZZZZ means nothing here.',
    ]);
  });
});
