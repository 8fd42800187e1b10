import { formatProblem } from '@llm-cost-optimizer/config';
import {
  type ConfigProblem,
  type ConfigVersion,
  DEFAULT_ORGANIZATION_ID,
  type EffectiveConfig,
  type EventBus,
  GatewayError,
  type ModelRef,
  type PublishConfig,
} from '@llm-cost-optimizer/contracts';
import type { ConfigRepository } from '@llm-cost-optimizer/persistence';
import type { Snapshot } from '../snapshot/snapshot.ts';

/** The base of the first version of all. */
const NONE_YET = 0;
/** Somebody else published in between each time: then something is wrong that another try does not mend. */
const MAX_START_TRIES = 5;

/** What the database says is in force. */
export interface StoredConfig {
  readonly version: ConfigVersion;
  readonly yaml: string;
}

/** Turns a YAML text into what requests need. */
export interface ConfigCompiler {
  /** `config` is null when a problem is an error. May start the simulated providers and ask local servers for models. */
  compile(
    yaml: string,
    version: number,
  ): Promise<{ config: EffectiveConfig | null; problems: readonly ConfigProblem[] }>;
  snapshotOf(config: EffectiveConfig): Snapshot;
  /** Asks the local servers for their models; true when the answer differs from the last one. */
  refreshLocalModels(config: EffectiveConfig): Promise<boolean>;
  /** Models the local servers offer, as last heard. */
  readonly localModels: readonly ModelRef[];
}

/** What a start brings along. */
export interface FirstConfig {
  readonly yaml: string;
  readonly source: 'default' | 'file';
  readonly message: string | null;
  /** Whether the text goes before the active version of the database. */
  readonly isWanted: () => Promise<boolean>;
}

/** The refusal of a configuration: all problems as sentences, and as data in `details`. */
export class InvalidConfiguration extends GatewayError {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const errors = problems.filter((problem) => problem.severity === 'error');
    super('invalid_request', errors.map((problem) => formatProblem(problem, 'configuration')).join('\n'), {
      param: errors[0]?.path ?? null,
      details: { problems },
    });
    this.problems = errors;
  }
}

export interface ActiveConfigOptions {
  readonly repository: ConfigRepository;
  readonly compiler: ConfigCompiler;
  readonly bus: EventBus;
  readonly onReload: (result: 'ok' | 'error' | 'unchanged', detail: string) => void;
}

/**
 * The configuration in force in this gateway. The database holds the versions; this object holds the snapshot of the
 * active one. A version that does not compile never replaces one that does.
 */
export class ActiveConfig {
  private readonly options: ActiveConfigOptions;
  private current: { readonly stored: StoredConfig; readonly snapshot: Snapshot } | null = null;
  private readonly changeListeners: ((config: EffectiveConfig) => void)[] = [];
  /** Reloads one after the other: a slow older one may not overwrite a newer one. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor(options: ActiveConfigOptions) {
    this.options = options;
  }

  get snapshot(): Snapshot {
    return this.now.snapshot;
  }

  get stored(): StoredConfig {
    return this.now.stored;
  }

  get localModels(): readonly ModelRef[] {
    return this.options.compiler.localModels;
  }

  /** Calls `listener` after every change of the configuration in force, for what is built from it and kept. */
  onChange(listener: (config: EffectiveConfig) => void): void {
    this.changeListeners.push(listener);
  }

  /**
   * Brings the first configuration into force: the wanted text where `first.isWanted` says so or the database has no
   * version yet, else the active version. Of gateways that start at the same moment one publishes, and the others take
   * over what it did. Throws InvalidConfiguration.
   */
  async start(first: FirstConfig): Promise<void> {
    const message = first.message === null ? {} : { message: first.message };
    for (let tries = 1; ; tries++) {
      const active = await this.read();
      if (active !== null && !(await first.isWanted())) return this.apply(active);
      const baseVersion = active?.version.version ?? NONE_YET;
      try {
        await this.publish({ yaml: first.yaml, ...message, baseVersion }, first.source, null);
        return;
      } catch (error) {
        const wasFaster = error instanceof GatewayError && error.code === 'conflict';
        if (!wasFaster || tries >= MAX_START_TRIES) throw error;
      }
    }
  }

  /** Takes over the active version of the database if it is not the one in force. Never rejects for a bad version. */
  reload(): Promise<void> {
    return this.enqueue(async () => {
      const active = await this.read();
      if (active === null || active.version.version === this.current?.stored.version.version) return;
      await this.applyOrKeep(active);
    });
  }

  /** Asks the local servers again what they offer and compiles the version in force anew when that has changed. */
  refreshLocalModels(): Promise<void> {
    return this.enqueue(async () => {
      const { snapshot, stored } = this.now;
      if (await this.options.compiler.refreshLocalModels(snapshot.config)) await this.applyOrKeep(stored);
    });
  }

  /** What is wrong with a text, without publishing it. Warnings included. */
  async check(yaml: string): Promise<readonly ConfigProblem[]> {
    const { problems } = await this.options.compiler.compile(yaml, this.nextVersion());
    return problems;
  }

  /**
   * Validates, stores and puts into force here and, over the bus, everywhere. Throws `invalid_request` with the
   * problems in `details`, or `conflict` when `baseVersion` is not the active one any more.
   */
  publish(wish: PublishConfig, source: ConfigVersion['source'], author: string | null): Promise<ConfigVersion> {
    return this.enqueue(async () => {
      const { config, problems } = await this.options.compiler.compile(wish.yaml, this.nextVersion());
      if (config === null) throw new InvalidConfiguration(problems);
      const version = await this.options.repository.publish({
        organizationId: DEFAULT_ORGANIZATION_ID,
        yaml: wish.yaml,
        source,
        message: wish.message ?? null,
        author,
        baseVersion: wish.baseVersion ?? null,
      });
      await this.apply({ version, yaml: wish.yaml });
      this.options.bus.publish('config.published', {
        organizationId: DEFAULT_ORGANIZATION_ID,
        version: version.version,
      });
      return version;
    });
  }

  /** A snapshot of any text, as this process would run it; nothing is put into force. Throws InvalidConfiguration. */
  async snapshotOf(yaml: string, version: number): Promise<Snapshot> {
    const { config, problems } = await this.options.compiler.compile(yaml, version);
    if (config === null) throw new InvalidConfiguration(problems);
    return this.options.compiler.snapshotOf(config);
  }

  private get now() {
    if (this.current === null) throw new Error('The configuration was asked for before it was read.');
    return this.current;
  }

  private nextVersion(): number {
    return (this.current?.stored.version.version ?? 0) + 1;
  }

  private async read(): Promise<StoredConfig | null> {
    const active = await this.options.repository.active(DEFAULT_ORGANIZATION_ID);
    if (active === null) return null;
    const { yaml, ...version } = active;
    return { version, yaml };
  }

  private async apply(stored: StoredConfig): Promise<void> {
    const { config, problems } = await this.options.compiler.compile(stored.yaml, stored.version.version);
    if (config === null) throw new InvalidConfiguration(problems);
    this.current = { stored, snapshot: this.options.compiler.snapshotOf(config) };
    for (const listener of this.changeListeners) listener(config);
    this.options.onReload('ok', `Configuration version ${stored.version.version} is in force.`);
  }

  private async applyOrKeep(stored: StoredConfig): Promise<void> {
    try {
      await this.apply(stored);
    } catch (error) {
      if (!(error instanceof InvalidConfiguration) || this.current === null) throw error;
      this.options.onReload(
        'error',
        `Configuration version ${stored.version.version} was not taken over: ${error.message}`,
      );
    }
  }

  private enqueue<T>(work: () => Promise<T>): Promise<T> {
    const done = this.queue.then(work);
    this.queue = done.catch(() => undefined);
    return done;
  }
}
