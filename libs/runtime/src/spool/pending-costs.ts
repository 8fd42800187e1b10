import type { LedgerEntry } from '@llm-cost-optimizer/contracts';
import { type Money, toUsdString, usd, ZERO } from '@llm-cost-optimizer/pricing';

/** Exact costs by organization. Unknown costs are left out. */
export type Costs = ReadonlyMap<string, Money>;

export function costsOf(entries: readonly LedgerEntry[]): Costs {
  const costs = new Map<string, Money>();
  for (const entry of entries) addCost(costs, entry);
  return costs;
}

export function addCost(costs: Map<string, Money>, { request }: LedgerEntry): void {
  if (request.costUsd === null) return;
  costs.set(request.organizationId, (costs.get(request.organizationId) ?? ZERO) + usd(request.costUsd));
}

export function sumOf(all: readonly Costs[]): Costs {
  const sum = new Map<string, Money>();
  for (const costs of all) {
    for (const [organization, cost] of costs) sum.set(organization, (sum.get(organization) ?? ZERO) + cost);
  }
  return sum;
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

  /** Decimal text; `more` are costs that are not counted in yet. */
  usd(organizationId: string, more: readonly Costs[]): string {
    let total = this.of(organizationId);
    for (const costs of more) total += costs.get(organizationId) ?? ZERO;
    return toUsdString(total);
  }

  private of(organizationId: string): Money {
    return this.totals.get(organizationId) ?? ZERO;
  }
}
