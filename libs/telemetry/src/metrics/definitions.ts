export interface MetricDefinition {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram, in the unit of the name. */
  readonly buckets?: readonly number[];
}

const LATENCY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const OVERHEAD_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];

function counter(name: string, help: string, labels: readonly string[] = []): MetricDefinition {
  return { name, type: 'counter', help, labels };
}

function gauge(name: string, help: string, labels: readonly string[] = []): MetricDefinition {
  return { name, type: 'gauge', help, labels };
}

function histogram(name: string, help: string, buckets: readonly number[], labels: readonly string[] = []) {
  return { name, type: 'histogram', help, labels, buckets } as const satisfies MetricDefinition;
}

/** Counters and histograms that the product updates itself. The documentation of metrics is made from these. */
export const MEASURED = {
  requests: counter(
    'lco_requests_total',
    'Requests that passed authentication, by API surface, status sent to the client and outcome.',
    ['route', 'status', 'outcome'],
  ),
  requestDuration: histogram(
    'lco_request_duration_seconds',
    'Time from the arrival of a request to the last byte of its answer.',
    LATENCY_BUCKETS,
    ['outcome'],
  ),
  overhead: histogram(
    'lco_request_overhead_seconds',
    "The gateway's own share of the time: everything but waiting for a provider.",
    OVERHEAD_BUCKETS,
  ),
  firstToken: histogram(
    'lco_request_first_token_seconds',
    'Time from the arrival of a request to the first content sent to the client.',
    LATENCY_BUCKETS,
  ),
  attempts: counter('lco_attempts_total', 'Calls to providers, by model and outcome.', [
    'provider',
    'model',
    'outcome',
  ]),
  retries: counter(
    'lco_retries_total',
    'Calls repeated at the same deployment, by the outcome that caused them, or `stale_socket`: a kept connection had died.',
    ['reason'],
  ),
  retryBudgetExhausted: counter(
    'lco_retry_budget_exhausted_total',
    'Retries that were not made because the retry budget was used up.',
  ),
  failovers: counter(
    'lco_failovers_total',
    'Moves to the next deployment of a plan, by the provider that was left and the reason.',
    ['provider', 'reason'],
  ),
  streamAborts: counter('lco_stream_aborts_total', 'Streams that broke, by side and before or after the first token.', [
    'side',
    'phase',
  ]),
  cache: counter('lco_cache_requests_total', 'Requests by what the response cache did for them.', ['result']),
  dedupFollowers: counter('lco_dedup_followers_total', 'Requests that shared an identical request in flight.'),
  idempotentReplays: counter(
    'lco_idempotent_replays_total',
    'Requests answered with the stored answer of an earlier one that had the same `Idempotency-Key`.',
  ),
  cascades: counter(
    'lco_cascades_total',
    'Requests that a cheaper model answered first, by what became of its answer and the check that decided.',
    ['result', 'check'],
  ),
  promptCacheWritesUnread: counter(
    'lco_prompt_cache_writes_unread_total',
    'Writes to prompt caches, by marks of the gateway, whose time was over before anything read them.',
    ['deployment'],
  ),
  feedback: counter('lco_feedback_total', 'Words of people about answers, by where they came from and what they say.', [
    'source',
    'verdict',
  ]),
  budgetRejections: counter('lco_budget_rejections_total', 'Requests refused because a budget was spent.'),
  rejectedInput: counter(
    'lco_rejected_input_total',
    'Requests refused for what they contained, by error code; `line` = answers of providers with a line beyond all bounds.',
    ['reason'],
  ),
  cost: counter('lco_cost_usd_total', 'What was paid to providers in USD. Requests of unknown cost are left out.'),
  baseline: counter(
    'lco_baseline_usd_total',
    'What the baseline would have cost in USD, over the requests whose savings are known.',
  ),
  saved: counter('lco_saved_usd_total', 'Savings in USD, over the requests that were cheaper than their baseline.'),
  extraCost: counter(
    'lco_extra_cost_usd_total',
    'Extra cost in USD, over the requests that were dearer than their baseline. Net savings = saved - extra cost.',
  ),
  unpriced: counter('lco_unpriced_requests_total', 'Requests whose cost is unknown because a price is missing.'),
  tokens: counter('lco_tokens_total', 'Tokens of answered requests, by kind.', ['kind']),
  ledgerRows: counter('lco_ledger_rows_total', 'Rows handed to the ledger, by kind.', ['kind']),
  ledgerEstimated: counter('lco_ledger_estimated_total', 'Request rows whose figures rest on an estimate.'),
  usageImplausible: counter(
    'lco_usage_implausible_total',
    'Answers whose tokens, as the provider counted them, are far from the text that came.',
    ['provider'],
  ),
  configReload: counter('lco_config_reloads_total', 'Attempts to take over a changed configuration, by result.', [
    'result',
  ]),
  jobs: counter('lco_jobs_total', 'Background jobs run, by queue and outcome.', ['queue', 'outcome']),
  jobDuration: histogram('lco_job_duration_seconds', 'Time a background job took, by queue.', LATENCY_BUCKETS, [
    'queue',
  ]),
} as const satisfies Record<string, MetricDefinition>;

/** Gauges that other parts give a reader for, through `Metrics.gauge`. */
export const OBSERVED: readonly MetricDefinition[] = [
  gauge('lco_requests_in_flight', 'Requests being served now.'),
  gauge('lco_breaker_state', 'Circuit breaker by deployment: 0 closed, 1 half-open, 2 open.', ['deployment']),
  gauge(
    'lco_key_cooldown_seconds',
    'Time until a key that a provider refused or limited is used again, by deployment or, for all models of a provider, by `provider#key`.',
    ['key'],
  ),
  gauge(
    'lco_alerts',
    'What only the operator can put right: refused keys, empty accounts, certificates that do not hold, models without a price.',
    ['kind'],
  ),
  gauge(
    'lco_budget_used_ratio',
    'Spent and held of each budget as a share of its limit, by the id of the budget; 1 or more refuses.',
    ['budget'],
  ),
  gauge('lco_buffer_bytes', 'Bytes of streams that wait for clients which read slowly.'),
  gauge('lco_ledger_spool_depth', 'Ledger rows that are not known to be in the database yet.'),
  gauge('lco_ledger_spool_bytes', 'Bytes of ledger rows waiting on the local disk.'),
  gauge('lco_ledger_spool_full', '1 when nothing more can be recorded and requests are refused, else 0.'),
  gauge(
    'lco_ledger_refused_rows',
    'Ledger rows that the database refused for their content, all gateways together; they are kept aside and in no figure.',
  ),
  gauge('lco_queue_depth', 'Background jobs by state (waiting, active, failed), all queues together.', ['state']),
  gauge('lco_routing_constant', '1 when nearly all requests of the last hour went to one tier or one model.'),
  gauge('lco_routing_tier_share', 'Share of the last hour by tier of the score, 0 to 1.', ['tier']),
  gauge('lco_routing_entropy', 'How evenly the last hour was spread, 0 to 1; -1 with too few requests.', ['over']),
  gauge('lco_config_version', 'Version of the configuration in force.'),
  gauge('lco_dependency_up', '1 when a dependency answers, else 0.', ['dependency']),
  gauge('lco_cache_entries', 'Answers in the memory cache.'),
  gauge('lco_cache_bytes', 'Bytes of answers in the memory cache.'),
  gauge('lco_draining', '1 while the process finishes its last requests, else 0.'),
  gauge('lco_live_sockets', 'Dashboards connected to the live updates.'),
];

/** Gauges about the process itself; always there. */
export const PROCESS_GAUGES = {
  buildInfo: gauge('lco_build_info', 'Always 1; the labels say which build this is.', ['version', 'node']),
  eventLoopDelay: gauge(
    'lco_event_loop_delay_seconds',
    'Delay of the event loop since the last scrape, by quantile (`0.5`, `0.99`, `max`).',
    ['quantile'],
  ),
  residentMemory: gauge('lco_process_resident_memory_bytes', 'Resident memory of the process.'),
  heapUsed: gauge('lco_process_heap_used_bytes', 'JavaScript heap in use.'),
  cpu: counter('lco_process_cpu_seconds_total', 'CPU time of the process, user and system.'),
  startTime: gauge('lco_process_start_time_seconds', 'Start of the process in seconds since 1970.'),
  activeResources: gauge('lco_process_active_resources', 'Open sockets, timers and other handles of the process.'),
} as const satisfies Record<string, MetricDefinition>;

/** Every metric of the product, in the order of the documentation. */
export const ALL_DEFINITIONS: readonly MetricDefinition[] = [
  ...Object.values(MEASURED),
  ...OBSERVED,
  ...Object.values(PROCESS_GAUGES),
];
