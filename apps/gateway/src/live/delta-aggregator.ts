import type { LedgerDelta } from '@llm-cost-optimizer/contracts';
import { toUsdString, usd } from '@llm-cost-optimizer/pricing';

/** At most four events a second per organization, whatever the traffic. */
export const EMIT_INTERVAL_MS = 250;

/** Adds up what committed batches changed, per organization, until somebody takes the sums. Bounded by the organizations active between two takes. */
export class DeltaAggregator {
  private pending = new Map<string, LedgerDelta>();

  add(deltas: readonly LedgerDelta[]): void {
    for (const delta of deltas) {
      const known = this.pending.get(delta.organizationId);
      this.pending.set(delta.organizationId, known === undefined ? delta : sum(known, delta));
    }
  }

  /** The sums since the last take, one per organization. */
  take(): LedgerDelta[] {
    const taken = [...this.pending.values()];
    this.pending = new Map();
    return taken;
  }

  get isEmpty(): boolean {
    return this.pending.size === 0;
  }
}

function sum(a: LedgerDelta, b: LedgerDelta): LedgerDelta {
  return {
    organizationId: a.organizationId,
    committedAt: later(a.committedAt, b.committedAt),
    requests: a.requests + b.requests,
    failed: a.failed + b.failed,
    cacheHits: a.cacheHits + b.cacheHits,
    costUsd: toUsdString(usd(a.costUsd) + usd(b.costUsd)),
    savedUsd: toUsdString(usd(a.savedUsd) + usd(b.savedUsd)),
  };
}

/** ISO times of one zone compare as text. */
function later(a: string, b: string): string {
  return a < b ? b : a;
}
