import { readFile } from 'node:fs/promises';
import { watchConfigFile } from '@llm-cost-optimizer/config';
import { DEFAULT_ORGANIZATION_ID, GatewayError } from '@llm-cost-optimizer/contracts';
import type { ConfigRepository } from '@llm-cost-optimizer/persistence';
import { messageOf } from '../boot/start-error.ts';
import type { ActiveConfig } from './active-config.ts';

export interface ConfigFileOptions {
  readonly path: string;
  /** Whether the file is there at the start. One that is made later is taken over like a change. */
  readonly isPresent: boolean;
  readonly active: ActiveConfig;
  readonly repository: ConfigRepository;
  readonly onReload: (result: 'ok' | 'error' | 'unchanged', detail: string) => void;
}

/**
 * The watched configuration file. Each change of the file becomes a version; a change made in the dashboard stays in
 * force until the file itself is changed again. A broken file changes nothing and is reported.
 */
export class ConfigFile {
  readonly path: string;
  private readonly options: ConfigFileOptions;
  private watcher: { close(): void } | null = null;
  private lastProblem: string | null = null;
  private wasFound: boolean;

  constructor(options: ConfigFileOptions) {
    this.path = options.path;
    this.wasFound = options.isPresent;
    this.options = options;
  }

  /** False as long as nobody has made the file. */
  get isFound(): boolean {
    return this.wasFound;
  }

  /** What is wrong with the file as it is now; null when it was taken over. */
  get problem(): string | null {
    return this.lastProblem;
  }

  /** Takes the file over when it was changed since it was last taken over. Never rejects for a broken file. */
  async takeOver(text: string): Promise<void> {
    const { active, onReload } = this.options;
    this.wasFound = true;
    try {
      if (await this.isKnown(text)) {
        this.lastProblem = null;
        onReload('unchanged', `${this.path} has not changed.`);
        return;
      }
      await active.publish({ yaml: text, message: `Changed file ${this.path}` }, 'file', null);
      this.lastProblem = null;
    } catch (error) {
      this.lastProblem = messageOf(error);
      const kind =
        error instanceof GatewayError
          ? 'was not taken over; the configuration in force stays'
          : 'could not be taken over';
      onReload('error', `${this.path} ${kind}: ${this.lastProblem}`);
    }
  }

  /** Watches the file from now on. */
  watch(): void {
    this.watcher = watchConfigFile(this.path, (text) => void this.takeOver(text));
  }

  close(): void {
    this.watcher?.close();
    this.watcher = null;
  }

  /** True when the newest version that came from the file has this very text. */
  async isKnown(text: string): Promise<boolean> {
    const { repository } = this.options;
    const versions = await repository.list(DEFAULT_ORGANIZATION_ID);
    const newest = versions.filter((version) => version.source === 'file').sort((a, b) => b.version - a.version)[0];
    if (newest === undefined) return false;
    const stored = await repository.get(DEFAULT_ORGANIZATION_ID, newest.version);
    return stored?.yaml === text;
  }
}

/** The text of a configuration file. */
export function readConfigFile(path: string): Promise<string> {
  return readFile(path, 'utf8');
}
