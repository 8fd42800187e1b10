import {
  type BusChannels,
  type ConfigProblem,
  type ConfigVersionDetail,
  type EffectiveConfig,
  type EventBus,
  GatewayError,
} from '@llm-cost-optimizer/contracts';
import type { ConfigRepository, NewConfig } from '@llm-cost-optimizer/persistence';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { ActiveConfig, type ConfigCompiler, InvalidConfiguration } from './active-config.ts';

const PROBLEM: ConfigProblem = { severity: 'error', path: 'user', message: 'user is broken.', line: 2, column: 3 };

/** Versions in memory, as the database keeps them. */
class FakeRepository implements ConfigRepository {
  readonly rows: ConfigVersionDetail[] = [];

  async active() {
    return this.rows.at(-1) ?? null;
  }
  async list() {
    return this.rows.toReversed();
  }
  async get(_organizationId: string, version: number) {
    return this.rows.find((row) => row.version === version) ?? null;
  }
  async publish({ yaml, source, message, author, baseVersion }: NewConfig) {
    if (baseVersion !== null && baseVersion !== this.rows.length)
      throw new GatewayError('conflict', 'Somebody was faster.');
    const version = this.rows.length + 1;
    const row = { version, source, message, author, createdAt: '2026-11-24T00:00:00.000Z', isActive: true };
    this.rows.push({ ...row, yaml });
    return row;
  }
}

/** Every text is fine but those with `broken` in it. */
class FakeCompiler implements ConfigCompiler {
  readonly localModels = [];
  hasNewModels = false;
  compiled = 0;

  async compile(yaml: string, version: number) {
    this.compiled += 1;
    if (yaml.includes('broken')) return { config: null, problems: [PROBLEM] };
    return { config: { version, yaml } as EffectiveConfig, problems: [] };
  }
  snapshotOf(config: EffectiveConfig) {
    return { config } as Snapshot;
  }
  async refreshLocalModels() {
    return this.hasNewModels;
  }
}

function setUp() {
  const repository = new FakeRepository();
  const compiler = new FakeCompiler();
  const published: BusChannels['config.published'][] = [];
  const reloads: string[] = [];
  const bus = {
    publish: (_channel: string, message: never) => void published.push(message),
    subscribe: () => () => undefined,
  } as EventBus;
  const active = new ActiveConfig({ repository, compiler, bus, onReload: (result) => reloads.push(result) });
  const first = { yaml: 'first', source: 'default' as const, message: null, isWanted: async () => false };
  return { active, repository, compiler, published, reloads, first };
}

describe('the configuration in force', () => {
  it('begins with the given text where the database has none, and with the active version where it has one', async () => {
    const fresh = setUp();
    await fresh.active.start(fresh.first);
    expect(fresh.active.stored).toMatchObject({ yaml: 'first', version: { version: 1, source: 'default' } });
    const next = new ActiveConfig({
      ...setUp(),
      ...fresh,
      bus: { publish: () => undefined, subscribe: () => () => undefined },
      onReload: () => undefined,
    });
    await next.start({ ...fresh.first, yaml: 'other' });
    expect(next.stored.yaml).toBe('first');
  });

  it.each(['default', 'file'] as const)(
    'from a %s is published once by gateways that start at the same moment, and in force in all of them',
    async (source) => {
      const { repository, compiler } = setUp();
      const isWanted = async () => source === 'file' && repository.rows.every((row) => row.source !== 'file');
      const starting = [1, 2, 3].map(async () => {
        const bus = { publish: () => undefined, subscribe: () => () => undefined };
        const own = new ActiveConfig({ repository, compiler, bus, onReload: () => undefined });
        await own.start({ yaml: 'first', source, message: null, isWanted });
        return own.stored.version.version;
      });
      expect(await Promise.all(starting)).toEqual([1, 1, 1]);
      expect(repository.rows).toHaveLength(1);
    },
  );

  it('tells every gateway of a new version, which requests see from then on', async () => {
    const { active, first, published } = setUp();
    await active.start(first);
    const before = active.snapshot;
    await active.publish({ yaml: 'second' }, 'api', 'me');
    expect(active.snapshot).not.toBe(before);
    expect(active.snapshot.config.version).toBe(2);
    expect(published.at(-1)).toEqual({ organizationId: 'org_default', version: 2 });
  });

  it('fault F52: stores and applies nothing that has mistakes, and names them all', async () => {
    const { active, first, repository } = setUp();
    await active.start(first);
    const error: unknown = await active.publish({ yaml: 'broken' }, 'api', null).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidConfiguration);
    expect(error).toMatchObject({ code: 'invalid_request', details: { problems: [PROBLEM] } });
    expect(repository.rows).toHaveLength(1);
    expect(active.snapshot.config.yaml).toBe('first');
  });

  it('fault F52: keeps the old one when another gateway published what this one cannot use', async () => {
    const { active, first, repository, reloads } = setUp();
    await active.start(first);
    await repository.publish({
      organizationId: 'o',
      yaml: 'broken',
      source: 'api',
      message: null,
      author: null,
      baseVersion: null,
    });
    await active.reload();
    expect(active.snapshot.config.yaml).toBe('first');
    expect(reloads.at(-1)).toBe('error');
  });

  it('compiles nothing again while nothing has changed', async () => {
    const { active, first, compiler } = setUp();
    await active.start(first);
    const { compiled } = compiler;
    const before = active.snapshot;
    await active.reload();
    await active.refreshLocalModels();
    expect(compiler.compiled).toBe(compiled);
    expect(active.snapshot).toBe(before);
    compiler.hasNewModels = true;
    await active.refreshLocalModels();
    expect(active.snapshot).not.toBe(before);
    expect(active.snapshot.config.version).toBe(1);
  });

  it('goes on working after a failure of the database', async () => {
    const { active, first, repository } = setUp();
    await active.start(first);
    const { publish } = repository;
    repository.publish = async () => {
      throw new Error('away');
    };
    await expect(active.publish({ yaml: 'second' }, 'api', null)).rejects.toThrow('away');
    repository.publish = publish;
    await active.publish({ yaml: 'third' }, 'api', null);
    expect(active.snapshot.config.yaml).toBe('third');
  });
});
