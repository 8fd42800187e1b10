import type { Outcome, SavingLever, SavingsBreakdown } from '@llm-cost-optimizer/contracts';
import { type Money, toUsdString, ZERO } from './money.ts';

export interface SavingsInput {
  readonly outcome: Outcome;
  /** What the baseline would have cost for what the client received; 0 when it received nothing. */
  readonly baseline: Money;
  /** Paid over all attempts of the request. */
  readonly cost: Money;
  /** The part of `cost` that bought nothing: attempts that failed, were thrown away or repeated, and helper calls. */
  readonly wasted: Money;
  /** For cache hits and shared answers: what the served model's own call would have cost now. Null = not known. */
  readonly referenceCost: Money | null;
  /** Already saved inside `cost` by prompt-cache marks that the gateway set (never the client's own). Default 0. */
  readonly promptCacheSaved?: Money;
  /** Already saved inside `cost` by a batch or flex tier that the gateway chose. Default 0. */
  readonly serviceTierSaved?: Money;
}

/** The breakdown as decimal text for the ledger, and the same as exact money. */
export interface Savings extends SavingsBreakdown {
  readonly moneys: {
    readonly levers: Readonly<Record<SavingLever, Money>>;
    readonly overhead: Money;
    readonly saved: Money;
  };
}

/**
 * Splits one request's saving by cause, one step after the other so that no dollar counts twice:
 * baseline -> routed price without our other levers (routing) -> price of the call avoided (cache, sharing)
 * or lowered (prompt cache, service tier) -> useful part of what was paid; what was wasted is overhead.
 * `sum(levers) - overhead = saved = baseline - cost` holds exactly. Negative values stay negative.
 */
export function computeSavings(input: SavingsInput): Savings {
  const { baseline, cost, promptCacheSaved = ZERO, serviceTierSaved = ZERO } = input;
  const overhead = clamp(input.wasted, ZERO, cost);
  const useful = cost - overhead;
  const avoiding = AVOIDING_LEVERS[input.outcome] ?? null;
  // Without a known reference the whole difference belongs to the lever that avoided the call.
  const routed = avoiding === null ? useful + promptCacheSaved + serviceTierSaved : (input.referenceCost ?? baseline);
  const avoided = avoiding === null ? ZERO : routed - useful - promptCacheSaved - serviceTierSaved;
  const levers: Record<SavingLever, Money> = {
    routing: baseline - routed,
    exactCache: avoiding === 'exactCache' ? avoided : ZERO,
    semanticCache: avoiding === 'semanticCache' ? avoided : ZERO,
    dedup: avoiding === 'dedup' ? avoided : ZERO,
    promptCache: promptCacheSaved,
    serviceTier: serviceTierSaved,
  };
  const saved = baseline - cost;
  return {
    levers: {
      routing: toUsdString(levers.routing),
      exactCache: toUsdString(levers.exactCache),
      semanticCache: toUsdString(levers.semanticCache),
      dedup: toUsdString(levers.dedup),
      promptCache: toUsdString(levers.promptCache),
      serviceTier: toUsdString(levers.serviceTier),
    },
    overheadUsd: toUsdString(overhead),
    savedUsd: toUsdString(saved),
    moneys: { levers, overhead, saved },
  };
}

/** Outcomes in which no provider was called for the answer, and the lever that takes the credit. */
const AVOIDING_LEVERS: Readonly<Partial<Record<Outcome, 'exactCache' | 'semanticCache' | 'dedup'>>> = {
  cache_exact: 'exactCache',
  cache_semantic: 'semanticCache',
  dedup: 'dedup',
};

function clamp(value: Money, low: Money, high: Money): Money {
  if (value > high) return high;
  return value < low ? low : value;
}
