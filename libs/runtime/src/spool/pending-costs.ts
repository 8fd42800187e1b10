import type { LedgerEntry } from '@llm-cost-optimizer/contracts';
import { type Money, toUsdString, usd, ZERO } from '@llm-cost-optimizer/pricing';

/** Exact costs by organization. Unknown costs are left out. */
export type Costs = ReadonlyMap<string, Money>;

export function costsOf(entries: readonly LedgerEntry[]): Costs {
  const costs = new Map<string, Money>();
  for (const { request } of entries) {
    if (request.costUsd === null) continue;
    costs.set(request.organizationId, (costs.get(request.organizationId) ?? ZERO) + usd(request.costUsd));
  }
  return costs;
}

/** What is not in the database yet, by organization. */
export class PendingCosts {
  private readonly totals = new Map<string, Money>();

  add(costs: Costs): void {
    for (const [organization, cost] of costs) this.totals.set(organization, this.of(organization) + cost);
  }

  remove(costs: Costs): void {
    for (const [organization, cost] of costs) {
      const left = this.of(organization) - cost;
      if (left === ZERO) this.totals.delete(organization);
      else this.totals.set(organization, left);
    }
  }

  /** Decimal text; `more` are entries that are not counted in yet. */
  usd(organizationId: string, more: readonly LedgerEntry[]): string {
    return toUsdString(this.of(organizationId) + (costsOf(more).get(organizationId) ?? ZERO));
  }

  private of(organizationId: string): Money {
    return this.totals.get(organizationId) ?? ZERO;
  }
}
