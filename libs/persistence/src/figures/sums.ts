import type { Totals } from '@llm-cost-optimizer/contracts';
import { type Money, toUsdString, usd, ZERO } from '@llm-cost-optimizer/pricing';
import { SUCCEEDED } from '../ledger/rollup-columns.ts';

const COUNTS = {
  requests: 'sum(requests)',
  succeeded: `sum(requests) filter (where outcome in ${SUCCEEDED})`,
  failed: "sum(requests) filter (where outcome = 'failed')",
  cancelled: "sum(requests) filter (where outcome = 'cancelled')",
  rejected: "sum(requests) filter (where outcome = 'rejected')",
  simulatedRequests: 'sum(requests) filter (where is_simulated)',
  unpricedRequests: 'sum(unpriced_requests)',
  unknownCostRequests: 'sum(unknown_cost_requests)',
  estimatedRequests: 'sum(estimated_requests)',
  rescuedRequests: 'sum(rescued_requests)',
  promptTokens: 'sum(prompt_tokens)',
  cachedTokens: 'sum(cached_tokens)',
  completionTokens: 'sum(completion_tokens)',
  reasoningTokens: 'sum(reasoning_tokens)',
  exactHits: "sum(requests) filter (where cache = 'HIT')",
  semanticHits: "sum(requests) filter (where cache = 'SEMANTIC')",
  shared: "sum(requests) filter (where cache = 'DEDUP')",
  misses: "sum(requests) filter (where cache = 'MISS')",
  bypassed: "sum(requests) filter (where cache = 'BYPASS')",
  succeededLatencyUs: `sum(latency_us) filter (where outcome in ${SUCCEEDED})`,
} as const;

const MONEYS = {
  costUsd: 'sum(cost_usd)',
  baselineUsd: 'sum(baseline_usd)',
  savedUsd: 'sum(saved_usd)',
  overheadUsd: 'sum(overhead_usd)',
  routing: 'sum(routing_usd)',
  exactCache: 'sum(exact_cache_usd)',
  semanticCache: 'sum(semantic_cache_usd)',
  dedup: 'sum(dedup_usd)',
  promptCache: 'sum(prompt_cache_usd)',
  serviceTier: 'sum(service_tier_usd)',
} as const;

type CountName = keyof typeof COUNTS;
type MoneyName = keyof typeof MONEYS;

/** Sums over some roll-up rows, exact. */
export interface Sums {
  readonly counts: Readonly<Record<CountName, number>>;
  readonly moneys: Readonly<Record<MoneyName, Money>>;
}

/** A result row of `SUMS_SQL`. */
export type SumsRow = Readonly<Record<CountName, number> & Record<MoneyName, string>>;

/** The select list that makes a `SumsRow` of roll-up rows. */
export const SUMS_SQL = [
  ...Object.entries(COUNTS).map(([name, sql]) => `coalesce(${sql}, 0)::float8 as "${name}"`),
  ...Object.entries(MONEYS).map(([name, sql]) => `coalesce(${sql}, 0)::text as "${name}"`),
].join(', ');

const COUNT_NAMES = Object.keys(COUNTS) as readonly CountName[];
const MONEY_NAMES = Object.keys(MONEYS) as readonly MoneyName[];

/** Adds result rows up. No rows are sums of zero. */
export function addUp(rows: readonly SumsRow[]): Sums {
  const counts = COUNT_NAMES.map((name) => [name, rows.reduce((sum, row) => sum + row[name], 0)] as const);
  const moneys = MONEY_NAMES.map((name) => [name, rows.reduce((sum, row) => sum + usd(row[name]), ZERO)] as const);
  return { counts: toRecord(counts), moneys: toRecord(moneys) };
}

/** Percentiles of the same period, from the histograms. */
export interface DurationFigures {
  readonly latencyMs: { readonly p50: number | null; readonly p95: number | null; readonly p99: number | null };
  readonly overheadMs: { readonly p50: number | null; readonly p95: number | null };
}

/** The totals of a period as the dashboard reads them. Shares are null where there is nothing to divide by. */
export function toTotals({ counts, moneys }: Sums, durations: DurationFigures): Totals {
  const { exactHits, semanticHits, shared, misses, bypassed } = counts;
  const money = (name: MoneyName) => toUsdString(moneys[name]);
  return {
    requests: counts.requests,
    succeeded: counts.succeeded,
    failed: counts.failed,
    cancelled: counts.cancelled,
    rejected: counts.rejected,
    simulatedRequests: counts.simulatedRequests,
    unpricedRequests: counts.unpricedRequests,
    estimatedRequests: counts.estimatedRequests,
    promptTokens: counts.promptTokens,
    cachedTokens: counts.cachedTokens,
    completionTokens: counts.completionTokens,
    reasoningTokens: counts.reasoningTokens,
    costUsd: money('costUsd'),
    baselineUsd: money('baselineUsd'),
    savedUsd: money('savedUsd'),
    savingsRate: ratio(moneys.savedUsd, moneys.baselineUsd),
    levers: {
      routing: money('routing'),
      exactCache: money('exactCache'),
      semanticCache: money('semanticCache'),
      dedup: money('dedup'),
      promptCache: money('promptCache'),
      serviceTier: money('serviceTier'),
    },
    overheadUsd: money('overheadUsd'),
    cache: {
      exactHits,
      semanticHits,
      shared,
      misses,
      bypassed,
      hitRate: share(exactHits + semanticHits, exactHits + semanticHits + misses + shared),
    },
    latencyMs: { ...durations.latencyMs, average: averageMs(counts.succeededLatencyUs, counts.succeeded) },
    overheadMs: durations.overheadMs,
    uptime: share(counts.succeeded, counts.succeeded + counts.failed),
    rescuedRequests: counts.rescuedRequests,
  };
}

const RATIO_STEPS = 1_000_000_000n;

/** Quotient of two amounts to nine decimals; null when the divisor is zero. */
function ratio(part: Money, whole: Money): number | null {
  return whole === ZERO ? null : Number((part * RATIO_STEPS) / whole) / Number(RATIO_STEPS);
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function averageMs(totalUs: number, count: number): number | null {
  return count === 0 ? null : Math.round(totalUs / count) / 1_000;
}

function toRecord<K extends string, V>(entries: readonly (readonly [K, V])[]): Record<K, V> {
  return Object.fromEntries(entries) as Record<K, V>;
}
