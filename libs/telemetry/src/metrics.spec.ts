import type { RequestRecord } from '@llm-cost-optimizer/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { ALL_DEFINITIONS } from './metrics/definitions.ts';
import { metricsReferenceMarkdown } from './metrics/reference.ts';
import { createMetrics, type Metrics } from './metrics.ts';

const opened: Metrics[] = [];
afterEach(() => {
  for (const metrics of opened.splice(0)) metrics.close();
});

function open(): Metrics {
  const metrics = createMetrics({ version: '1.2.3' });
  opened.push(metrics);
  return metrics;
}

function record(fields: Partial<RequestRecord> = {}): RequestRecord {
  return {
    id: 'id',
    clientRequestId: 'id',
    organizationId: 'organization',
    projectId: null,
    keyId: 'key',
    surface: 'chat_completions',
    startedAt: '2026-11-24T00:00:00.000Z',
    outcome: 'ok',
    httpStatus: 200,
    errorCode: null,
    requestedModel: 'auto',
    mode: 'balanced',
    complexityScore: 3,
    tier: 'low',
    routeReason: null,
    servedProvider: 'openai',
    servedModel: 'gpt-6-luna',
    isSimulated: false,
    isStreaming: true,
    cache: 'MISS',
    usage: {
      promptTokens: 100,
      cachedTokens: 40,
      cacheWriteTokens: 0,
      cacheWriteLongTokens: 0,
      completionTokens: 20,
      reasoningTokens: null,
      audioInputTokens: 0,
      audioOutputTokens: 0,
    },
    usageSource: 'provider',
    costUsd: '0.25',
    baselineModel: 'openai/gpt-6.2-sol',
    baselineCostUsd: '1',
    isBaselineHistoric: false,
    savings: {
      levers: { routing: '0.75', exactCache: '0', semanticCache: '0', dedup: '0', promptCache: '0', serviceTier: '0' },
      overheadUsd: '0',
      savedUsd: '0.75',
    },
    isEstimated: false,
    ttftMs: 300,
    latencyMs: 1_500,
    overheadMs: 0.3,
    attemptCount: 1,
    endUser: 'somebody',
    tags: ['team:a'],
    sessionId: null,
    configVersion: 'v1',
    catalogueVersion: 'c1',
    trace: {
      features: null,
      scorer: null,
      reasons: [],
      candidates: [],
      dropped: [],
      droppedParameters: [],
      stageMs: {},
    },
    ...fields,
  };
}

async function lines(metrics: Metrics): Promise<string[]> {
  return (await metrics.render()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

describe('metrics', () => {
  it('count a request once in each of its aspects', async () => {
    const metrics = open();
    metrics.request(record());
    metrics.request(record());
    expect(await lines(metrics)).toEqual(
      expect.arrayContaining([
        'lco_requests_total{route="chat_completions",status="200",outcome="ok"} 2',
        'lco_request_duration_seconds_count{outcome="ok"} 2',
        'lco_request_duration_seconds_bucket{le="2.5",outcome="ok"} 2',
        'lco_request_duration_seconds_bucket{le="1",outcome="ok"} 0',
        'lco_request_overhead_seconds_bucket{le="0.0005"} 2',
        'lco_request_first_token_seconds_count 2',
        'lco_cache_requests_total{result="MISS"} 2',
        'lco_cost_usd_total 0.5',
        'lco_baseline_usd_total 2',
        'lco_saved_usd_total 1.5',
        'lco_extra_cost_usd_total 0',
        'lco_unpriced_requests_total 0',
        'lco_tokens_total{kind="prompt"} 200',
        'lco_tokens_total{kind="completion"} 40',
        'lco_tokens_total{kind="cached"} 80',
        'lco_ledger_rows_total{kind="request"} 2',
        'lco_ledger_rows_total{kind="attempt"} 2',
        'lco_ledger_estimated_total 0',
        'lco_dedup_followers_total 0',
      ]),
    );
  });

  it('keep counters from falling when a request was dearer than its baseline', async () => {
    const metrics = open();
    const savings = { ...record().savings, savedUsd: '-0.5' } as RequestRecord['savings'];
    metrics.request(record({ savings }));
    expect(await lines(metrics)).toEqual(
      expect.arrayContaining(['lco_saved_usd_total 0', 'lco_extra_cost_usd_total 0.5']),
    );
  });

  it('count an unknown cost as unpriced, never as zero', async () => {
    const metrics = open();
    metrics.request(record({ costUsd: null, savings: null }));
    expect(await lines(metrics)).toEqual(
      expect.arrayContaining(['lco_unpriced_requests_total 1', 'lco_cost_usd_total 0', 'lco_baseline_usd_total 0']),
    );
  });

  it('tell refused input, spent budgets, shared answers and estimates apart', async () => {
    const metrics = open();
    metrics.request(record({ outcome: 'rejected', httpStatus: 400, errorCode: 'invalid_request' }));
    metrics.request(record({ outcome: 'rejected', httpStatus: 402, errorCode: 'budget_exceeded' }));
    metrics.request(record({ outcome: 'dedup', cache: 'DEDUP', attemptCount: 0, isEstimated: true }));
    metrics.rejectedInput('invalid_api_key');
    const found = await lines(metrics);
    expect(found).toEqual(
      expect.arrayContaining([
        'lco_rejected_input_total{reason="invalid_request"} 1',
        'lco_rejected_input_total{reason="invalid_api_key"} 1',
        'lco_budget_rejections_total 1',
        'lco_dedup_followers_total 1',
        'lco_ledger_estimated_total 1',
        'lco_ledger_rows_total{kind="attempt"} 2',
      ]),
    );
    expect(found.join()).not.toContain('reason="budget_exceeded"');
  });

  it('count what happens on the way to a provider', async () => {
    const metrics = open();
    metrics.attempt('openai', 'gpt-6-luna', 'rate_limited');
    metrics.failover('openai', 'rate_limited');
    metrics.retry('overloaded');
    metrics.retryBudgetExhausted();
    metrics.streamAbort('client', 'after');
    metrics.configReload('error');
    metrics.job('ledger', 'ok', 20);
    expect(await lines(metrics)).toEqual(
      expect.arrayContaining([
        'lco_attempts_total{provider="openai",model="gpt-6-luna",outcome="rate_limited"} 1',
        'lco_failovers_total{provider="openai",reason="rate_limited"} 1',
        'lco_retries_total{reason="overloaded"} 1',
        'lco_retry_budget_exhausted_total 1',
        'lco_stream_aborts_total{side="client",phase="after"} 1',
        'lco_config_reloads_total{result="error"} 1',
        'lco_jobs_total{queue="ledger",outcome="ok"} 1',
        'lco_job_duration_seconds_bucket{le="0.025",queue="ledger"} 1',
      ]),
    );
  });

  it('keep a name of a client whole, whatever characters it holds', async () => {
    const metrics = open();
    metrics.attempt('openai', 'a\u0000b', 'ok');
    metrics.attempt('openai', 'a\u0000b', 'ok');
    metrics.attempt('openai', 'a"b\\c\nd', 'ok');
    expect(await lines(metrics)).toEqual(
      expect.arrayContaining([
        'lco_attempts_total{provider="openai",model="a\u0000b",outcome="ok"} 2',
        'lco_attempts_total{provider="openai",model="a\\"b\\\\c\\nd",outcome="ok"} 1',
      ]),
    );
  });

  it('bound the values of a label: what is too much is counted as other', async () => {
    const metrics = open();
    for (let number = 0; number < 1_000; number += 1) metrics.attempt('openai', `model-${number}`, 'ok');
    const series = (await lines(metrics)).filter((line) => line.startsWith('lco_attempts_total'));
    expect(series.length).toBeLessThanOrEqual(201);
    expect(series).toContain('lco_attempts_total{provider="other",model="other",outcome="other"} 800');
  });

  it('never hold a key, a person or a tag', async () => {
    const metrics = open();
    metrics.request(record({ keyId: 'KEY', endUser: 'PERSON', tags: ['TAG'], requestedModel: 'TYPED' }));
    expect(await metrics.render()).not.toMatch(/KEY|PERSON|TAG|TYPED/);
  });

  it('read gauges when asked, with labels of their definition, and survive one that cannot be read', async () => {
    const metrics = open();
    let depth = 1;
    metrics.gauge('lco_ledger_spool_depth', 'ignored', () => depth);
    metrics.gauge('dependency_up', 'ignored', async () => ({ redis: 0, database: 1 }));
    metrics.gauge('lco_own', 'Own help.', () => ({ a: 2 }));
    metrics.gauge('lco_queue_depth', 'broken', () => Promise.reject(new Error('away')));
    depth = 5;
    const text = await metrics.render();
    expect(text).toContain('\nlco_ledger_spool_depth 5\n');
    expect(text).toContain('lco_dependency_up{dependency="redis"} 0');
    expect(text).toContain('lco_dependency_up{dependency="database"} 1');
    expect(text).toContain('# HELP lco_own Own help.');
    expect(text).toContain('lco_own{name="a"} 2');
    expect(text).not.toMatch(/^lco_queue_depth/m);
    metrics.gauge('lco_ledger_spool_depth', 'again', () => 7);
    expect(await metrics.render()).toContain('\nlco_ledger_spool_depth 7\n');
  });

  it('tell about the build and the process', async () => {
    const text = await open().render();
    expect(text).toContain(`lco_build_info{version="1.2.3",node="${process.versions.node}"} 1`);
    expect(text).toMatch(/lco_event_loop_delay_seconds\{quantile="0\.99"\} \d/);
    expect(text).toMatch(/lco_process_resident_memory_bytes \d{7,}/);
    expect(text).not.toContain('NaN');
  });

  it('live beside each other', async () => {
    const [one, two] = [open(), open()];
    one.retryBudgetExhausted();
    expect(await one.render()).toContain('lco_retry_budget_exhausted_total 1');
    expect(await two.render()).toContain('lco_retry_budget_exhausted_total 0');
  });
});

describe('definitions', () => {
  it('have a prefix, a unit where there is one, and a sentence', () => {
    for (const { name, type, help, labels } of ALL_DEFINITIONS) {
      expect(name).toMatch(/^lco_[a-z0-9_]+$/);
      expect(name.endsWith('_total')).toBe(type === 'counter');
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
      expect(help).toMatch(/^[A-Z0-9W].*\.$/);
      expect(labels.length).toBeLessThanOrEqual(3);
    }
  });

  it('make the reference', () => {
    for (const { name } of ALL_DEFINITIONS) expect(metricsReferenceMarkdown()).toContain(`| \`${name}\` |`);
  });
});
