import { DEFAULT_ORGANIZATION_ID, MODES, type RoutingHealthView, TIERS } from '@llm-cost-optimizer/contracts';
import type { FiguresRepository } from '@llm-cost-optimizer/persistence';
import { routingHealth } from '@llm-cost-optimizer/routing';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Period } from '../period.ts';

export interface RoutingHealthOptions {
  readonly figures: Pick<FiguresRepository, 'routedShares'>;
  readonly snapshot: () => Snapshot;
  /** Wall clock in milliseconds. */
  readonly now: () => number;
}

const HOUR_MS = 3_600_000;

/** How the router distributes what it decides, from the roll-ups: nothing of it is computed while requests are served. */
export class RoutingHealthService {
  private readonly options: RoutingHealthOptions;
  private last: RoutingHealthView | null = null;

  constructor(options: RoutingHealthOptions) {
    this.options = options;
  }

  /** The last hour, as it was when `refresh` was last called; null = it never was. */
  get lastHour(): RoutingHealthView | null {
    return this.last;
  }

  /** Reads the last hour, for metrics and the status page. */
  async refresh(): Promise<void> {
    const to = new Date(this.options.now());
    this.last = await this.read(DEFAULT_ORGANIZATION_ID, { from: new Date(to.getTime() - HOUR_MS), to });
  }

  async read(organizationId: string, period: Period): Promise<RoutingHealthView> {
    const snapshot = this.options.snapshot();
    const now = new Date(this.options.now());
    const shares = await this.options.figures.routedShares({ organizationId, ...period, now });
    const { tiers, models, ...health } = routingHealth(shares, offeredModels(snapshot));
    return { ...health, tiers: [...tiers], models: [...models], scorer: snapshot.scorer.name };
  }
}

/** Different models in the lists of all modes. */
function offeredModels({ tables }: Snapshot): number {
  const ids = MODES.flatMap((mode) =>
    TIERS.flatMap((tier) => tables.cells[mode][tier].deployments.map((deployment) => deployment.id)),
  );
  return new Set(ids).size;
}
