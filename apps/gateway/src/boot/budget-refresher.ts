import { DEFAULT_ORGANIZATION_ID } from '@llm-cost-optimizer/contracts';
import type { Configuration } from './configuration.ts';
import type { Infrastructure } from './infrastructure.ts';

/** Keeps the budgets of this gateway in step with the database, and the database with the budget of the configuration. */
export class BudgetRefresher {
  private readonly infrastructure: Infrastructure;
  private readonly configuration: Configuration;
  /** What the database was told of each organization, so that it is told once. */
  private readonly told = new Map<string, string | null>();
  private running: Promise<void> = Promise.resolve();

  constructor(infrastructure: Infrastructure, configuration: Configuration) {
    this.infrastructure = infrastructure;
    this.configuration = configuration;
  }

  /** One after the other: a slow older reading may not replace a newer one. Rejects when the database cannot be read. */
  refresh(): Promise<void> {
    const next = this.running.then(() => this.refreshOnce());
    this.running = next.catch(() => undefined);
    return next;
  }

  private async refreshOnce(): Promise<void> {
    const { repositories, budgets, keyRefresher } = this.infrastructure;
    const { monthlyBudgetUsd } = this.configuration.active.snapshot.config;
    for (const organizationId of new Set([DEFAULT_ORGANIZATION_ID, ...keyRefresher.organizationIds])) {
      if (this.told.get(organizationId) === monthlyBudgetUsd) continue;
      await repositories.budgets.putConfigured(organizationId, monthlyBudgetUsd);
      this.told.set(organizationId, monthlyBudgetUsd);
    }
    await budgets.replace(await repositories.budgets.listAll());
  }
}
