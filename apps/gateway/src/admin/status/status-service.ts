import type { Clock, ProcessSettings, RoutingHealthView, Status } from '@llm-cost-optimizer/contracts';
import type { SimulatorHost } from '../../boot/simulator-host.ts';
import type { ActiveConfig } from '../../configuration/active-config.ts';
import type { AlertBoard } from '../../health/alert-board.ts';
import type { DeploymentHealth } from '../../health/deployment-health.ts';
import { VERSION } from '../../version.ts';
import { listModels } from '../models/model-list.ts';
import { addressesOf, keysOf } from './provider-parts.ts';
import { providerState } from './provider-state.ts';

export interface StatusOptions {
  readonly settings: Pick<ProcessSettings, 'mode' | 'isLoopback'>;
  readonly active: ActiveConfig;
  readonly health: DeploymentHealth;
  readonly alerts: Pick<AlertBoard, 'list'>;
  readonly simulator: SimulatorHost;
  readonly pendingRows: () => number;
  /** Rows that the database refused; null = not counted yet. */
  readonly refusedRows: () => number | null;
  /** How the router distributed the last hour; null = not read yet. */
  readonly routing: () => RoutingHealthView | null;
  readonly instanceId: string;
  readonly clock: Clock;
}

/** The state of this gateway for the dashboard's header and for scripts. */
export class StatusService {
  private readonly options: StatusOptions;
  private readonly startedAt: number;

  constructor(options: StatusOptions) {
    this.options = options;
    this.startedAt = options.clock.monotonic();
  }

  read(): Status {
    const { settings, active, simulator, instanceId, clock, pendingRows, refusedRows } = this.options;
    const { snapshot } = active;
    return {
      version: VERSION,
      mode: settings.mode,
      isLocal: settings.isLoopback,
      simulated: snapshot.simulated,
      simulatorUrl: snapshot.simulated === 'none' ? null : simulator.url,
      providers: this.providers(),
      alerts: this.options.alerts.list(),
      configVersion: active.stored.version.version,
      catalogueVersion: snapshot.catalogue.version,
      instanceId,
      uptimeSeconds: Math.round((clock.monotonic() - this.startedAt) / 1_000),
      routing: this.routing(),
      ledger: { pendingRows: pendingRows(), refusedRows: refusedRows() },
    };
  }

  private routing(): NonNullable<Status['routing']> {
    const health = this.options.routing();
    const scorer = this.options.active.snapshot.scorer.name;
    return { scorer, isConstant: health?.isConstant ?? false, advice: health?.advice ?? null };
  }

  private providers(): Status['providers'] {
    const { active, health, clock } = this.options;
    const { snapshot } = active;
    const models = listModels(snapshot, active.localModels, clock.now()).models.filter(
      ({ status }) => status !== 'retired',
    );
    const seen = health.list();
    const resting = health.restingKeys();
    const addresses = health.addresses();
    return [...snapshot.providers.values()].map(({ config }) => ({
      id: config.id,
      isSimulated: config.isSimulated,
      state: providerState(seen.filter(({ deploymentId }) => deploymentId.startsWith(`${config.id}/`))),
      models: models.filter(({ provider }) => provider === config.id).length,
      keys: keysOf(config, resting),
      addresses: addressesOf(config, addresses),
    }));
  }
}
