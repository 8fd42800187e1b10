import {
  type ConfigDocument,
  type ConfigProblem,
  type ConfigVersion,
  type ConfigVersionDetail,
  configJsonSchema,
  DEFAULT_ORGANIZATION_ID,
  type EffectiveConfig,
  GatewayError,
  type PublishConfig,
  type SimulationGate,
  type ValidationResult,
} from '@llm-cost-optimizer/contracts';
import type { ConfigRepository } from '@llm-cost-optimizer/persistence';
import { type ActiveConfig, InvalidConfiguration } from '../../configuration/active-config.ts';
import type { ConfigFile } from '../../configuration/config-file.ts';
import type { SecretMask } from '../../configuration/secret-mask.ts';
import { judgeGate } from '../simulations/gate.ts';
import type { SimulationService } from '../simulations/simulation-service.ts';

/** Reading and changing the configuration by API. Literal secrets leave the gateway as asterisks and come back so. */
export class ConfigurationService {
  private readonly active: ActiveConfig;
  private readonly repository: ConfigRepository;
  private readonly file: ConfigFile;
  private readonly mask: SecretMask;
  private readonly simulations: SimulationService;

  constructor(options: {
    active: ActiveConfig;
    repository: ConfigRepository;
    file: ConfigFile;
    mask: SecretMask;
    simulations: SimulationService;
  }) {
    this.active = options.active;
    this.repository = options.repository;
    this.file = options.file;
    this.mask = options.mask;
    this.simulations = options.simulations;
  }

  read(organizationId: string): ConfigDocument {
    checkOrganization(organizationId);
    const { stored, snapshot } = this.active;
    return {
      active: stored.version,
      yaml: this.mask.hide(stored.yaml),
      warnings: [...snapshot.config.warnings],
      routing: routingOf(snapshot.config),
      file: !this.file.isFound ? null : { path: this.file.path, problem: this.file.problem },
    };
  }

  schema(): Record<string, unknown> {
    return configJsonSchema();
  }

  versions(organizationId: string): Promise<ConfigVersion[]> {
    checkOrganization(organizationId);
    return this.repository.list(organizationId);
  }

  async version(organizationId: string, version: number): Promise<ConfigVersionDetail> {
    const stored = await this.find(organizationId, version);
    return { ...stored, yaml: this.mask.hide(stored.yaml) };
  }

  async validate(organizationId: string, yaml: string): Promise<ValidationResult> {
    checkOrganization(organizationId);
    const restored = this.mask.restore(yaml, this.active.stored.yaml);
    const problems = [...this.lostSecrets(restored), ...(await this.active.check(restored))];
    return { isValid: problems.every(({ severity }) => severity !== 'error'), problems };
  }

  async publish(
    organizationId: string,
    wish: PublishConfig,
    source: 'dashboard' | 'api',
    author: string,
  ): Promise<ConfigVersion> {
    checkOrganization(organizationId);
    const yaml = this.mask.restore(wish.yaml, this.active.stored.yaml);
    const lost = this.lostSecrets(yaml);
    if (lost.length > 0) throw new InvalidConfiguration(lost);
    await this.checkGates(organizationId, yaml, wish.gate);
    return this.active.publish({ ...wish, yaml }, source, author);
  }

  /**
   * What the configuration in force asks before another one replaces it (`publishing.require_simulation`), and what this publishing
   * asks itself. Throws `conflict` with the figures in `details` when a simulation does not show it.
   */
  private async checkGates(organizationId: string, yaml: string, gate: SimulationGate | undefined): Promise<void> {
    const required = this.active.snapshot.config.requiredSimulation;
    const gates = [...(gate === undefined ? [] : [gate]), ...(required === undefined ? [] : [required.gate])];
    if (gates.length === 0) return;
    const window = required === undefined ? {} : { window: required.window };
    const simulation = await this.simulations.fresh(organizationId, { config: yaml, ...window });
    const failures = gates.flatMap((one) => judgeGate(simulation, one).failures);
    if (failures.length === 0) return;
    const message = `Not published: a simulation over recorded requests does not show what is asked. ${failures.join(' ')}`;
    throw new GatewayError('conflict', message, { param: 'gate', details: { simulation, failures } });
  }

  /** Publishes the text of an old version as a new one: history is never rewritten. */
  async rollback(organizationId: string, version: number, author: string): Promise<ConfigVersion> {
    const { yaml } = await this.find(organizationId, version);
    return this.active.publish({ yaml, message: `Rollback to version ${version}` }, 'rollback', author);
  }

  private lostSecrets(yaml: string): ConfigProblem[] {
    return this.mask.unresolved(yaml).map((path) => ({
      severity: 'error',
      path,
      message: `${path} stands for a key that is not kept for this address. Write the key again, or name a variable such as \${OPENAI_API_KEY}.`,
      line: null,
      column: null,
    }));
  }

  private async find(organizationId: string, version: number): Promise<ConfigVersionDetail> {
    checkOrganization(organizationId);
    const stored = await this.repository.get(organizationId, version);
    if (stored === null) throw new GatewayError('not_found', 'No such configuration version.');
    return stored;
  }
}

/** One gateway serves one configuration, that of the default organization; for the others it does not exist. */
function checkOrganization(organizationId: string): void {
  if (organizationId !== DEFAULT_ORGANIZATION_ID) throw new GatewayError('not_found', 'No such configuration.');
}

function routingOf({ routing }: EffectiveConfig): ConfigDocument['routing'] {
  return Object.fromEntries(
    Object.entries(routing).map(([mode, tiers]) => [
      mode,
      Object.fromEntries(
        Object.entries(tiers).map(([tier, refs]) => [tier, refs.map(({ provider, model }) => `${provider}/${model}`)]),
      ),
    ]),
  );
}
