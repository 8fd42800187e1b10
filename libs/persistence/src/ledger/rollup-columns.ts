/** Widths of a roll-up bucket. */
export const GRAINS = ['minute', 'hour', 'day'] as const;
export type Grain = (typeof GRAINS)[number];

/** What figures can be grouped and filtered by. Few values each: nothing that a client can make up freely. */
export const DIMENSIONS = [
  'project_id',
  'key_id',
  'served_provider',
  'served_model',
  'mode',
  'tier',
  'complexity_score',
  'outcome',
  'cache',
  'is_simulated',
  'is_streaming',
  'baseline_model',
  'is_baseline_historic',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Outcomes in which the client got its answer, as a SQL list. */
export const SUCCEEDED = "('ok', 'cache_exact', 'cache_semantic', 'dedup')";

/** Dimensions of the duration histograms. */
export const DURATION_DIMENSIONS = ['served_provider', 'served_model', 'is_simulated'] as const;

/**
 * Sums of a roll-up and the aggregate over request rows that makes each. Cost counts every request whose cost is known;
 * baseline and savings count only requests where both sides are known, or the difference would compare different sets.
 */
export const MEASURES = {
  requests: 'count(*)',
  rescued_requests: `count(*) filter (where outcome in ${SUCCEEDED} and failed_attempt_count > 0)`,
  unpriced_requests: 'count(*) filter (where saved_usd is null)',
  unknown_cost_requests: 'count(*) filter (where cost_usd is null)',
  estimated_requests: 'count(*) filter (where is_estimated)',
  attempts: sum('attempt_count'),
  failed_attempts: sum('failed_attempt_count'),
  prompt_tokens: sum('prompt_tokens'),
  cached_tokens: sum('cached_tokens'),
  cache_write_tokens: sum('cache_write_tokens'),
  cache_write_long_tokens: sum('cache_write_long_tokens'),
  completion_tokens: sum('completion_tokens'),
  reasoning_tokens: sum('reasoning_tokens'),
  audio_input_tokens: sum('audio_input_tokens'),
  audio_output_tokens: sum('audio_output_tokens'),
  cost_usd: sum('cost_usd'),
  baseline_usd: 'coalesce(sum(baseline_usd) filter (where saved_usd is not null), 0)',
  saved_usd: sum('saved_usd'),
  routing_usd: sum('routing_usd'),
  exact_cache_usd: sum('exact_cache_usd'),
  semantic_cache_usd: sum('semantic_cache_usd'),
  dedup_usd: sum('dedup_usd'),
  prompt_cache_usd: sum('prompt_cache_usd'),
  service_tier_usd: sum('service_tier_usd'),
  overhead_usd: sum('overhead_usd'),
  latency_us: sum('latency_us'),
  overhead_us: sum('overhead_us'),
  ttft_us: sum('ttft_us'),
  ttft_requests: 'count(ttft_us)',
} as const satisfies Record<string, string>;
export type Measure = keyof typeof MEASURES;

export const MEASURE_NAMES = Object.keys(MEASURES) as readonly Measure[];

/** Counts of a histogram bin, each of the duration named by the column. */
export const DURATION_MEASURES = {
  latency_count: 'latency_us',
  overhead_count: 'overhead_us',
  ttft_count: 'ttft_us',
} as const;

function sum<C extends string>(column: C): `coalesce(sum(${C}), 0)` {
  return `coalesce(sum(${column}), 0)`;
}
