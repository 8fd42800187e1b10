import type { AttemptOutcome, RequestRecord } from '@llm-cost-optimizer/contracts';
import { Registry } from 'prom-client';
import { MEASURED } from './metrics/definitions.ts';
import { Durations } from './metrics/durations.ts';
import { type ReadGauge, registerGauge } from './metrics/observed-gauges.ts';
import { registerProcessGauges } from './metrics/process-gauges.ts';
import { createRequestMeter } from './metrics/request-meter.ts';
import { Tally } from './metrics/tally.ts';

/** Counters and gauges of one process. Nothing here throws or waits. */
export interface Metrics {
  /** A settled request: once per request, at most a microsecond. */
  request(record: RequestRecord): void;
  attempt(provider: string, model: string, outcome: AttemptOutcome): void;
  /** The plan moved on from `provider` because of `outcome`. */
  failover(provider: string, outcome: AttemptOutcome): void;
  /** `stale_socket`: a kept connection had died, and nobody had received the call. */
  retry(reason: AttemptOutcome | 'stale_socket'): void;
  retryBudgetExhausted(): void;
  streamAbort(side: 'provider' | 'client', phase: 'before' | 'after'): void;
  /** A request refused for its content; `code` is an error code of the catalogue. */
  rejectedInput(code: string): void;
  /** A request got the stored answer of an earlier one with the same idempotency key. */
  idempotentReplay(): void;
  /** A provider counted tokens that are far from the text that came. */
  usageImplausible(provider: string): void;
  /** A cheaper model answered first. */
  cascade(result: 'kept' | 'escalated', check: string): void;
  /** The provider was paid for writes to its prompt cache that nothing has read. */
  promptCacheWritesUnread(deploymentId: string, writes: number): void;
  /** A person said something of an answer. */
  feedback(source: 'api' | 'dashboard', verdict: 'good' | 'bad' | 'mixed' | 'none'): void;
  configReload(result: 'ok' | 'error' | 'unchanged'): void;
  job(queue: string, outcome: 'ok' | 'failed' | 'dead', durationMs: number): void;
  /**
   * Registers a gauge read when metrics are asked for: one number, or numbers by label value. `lco_` is put in front
   * when missing; a second registration of a name replaces the first.
   */
  gauge(name: string, help: string, read: ReadGauge): void;
  /** All metrics in the Prometheus text format. */
  render(): Promise<string>;
  readonly contentType: string;
  /** Ends the measuring of the event loop. */
  close(): void;
}

export interface MetricsOptions {
  /** Version of the product for `lco_build_info`. */
  readonly version?: string;
}

/** Makes the metrics of a process with a registry of their own; several may live side by side (tests). */
export function createMetrics({ version = 'development' }: MetricsOptions = {}): Metrics {
  const registry = new Registry();
  const attempts = new Tally(registry, MEASURED.attempts);
  const retries = new Tally(registry, MEASURED.retries);
  const retryBudget = new Tally(registry, MEASURED.retryBudgetExhausted);
  const failovers = new Tally(registry, MEASURED.failovers);
  const streamAborts = new Tally(registry, MEASURED.streamAborts);
  const rejectedInput = new Tally(registry, MEASURED.rejectedInput);
  const idempotentReplays = new Tally(registry, MEASURED.idempotentReplays);
  const usageImplausible = new Tally(registry, MEASURED.usageImplausible);
  const cascades = new Tally(registry, MEASURED.cascades);
  const cacheWritesUnread = new Tally(registry, MEASURED.promptCacheWritesUnread);
  const feedback = new Tally(registry, MEASURED.feedback);
  const configReloads = new Tally(registry, MEASURED.configReload);
  const jobs = new Tally(registry, MEASURED.jobs);
  const jobDuration = new Durations(registry, MEASURED.jobDuration);
  const request = createRequestMeter(registry, (code) => rejectedInput.add1(code));
  const stopProcessGauges = registerProcessGauges(registry, version);
  return {
    request,
    attempt: (provider, model, outcome) => attempts.add3(provider, model, outcome),
    failover: (provider, outcome) => failovers.add2(provider, outcome),
    retry: (reason) => retries.add1(reason),
    retryBudgetExhausted: () => retryBudget.add(),
    streamAbort: (side, phase) => streamAborts.add2(side, phase),
    rejectedInput: (code) => rejectedInput.add1(code),
    idempotentReplay: () => idempotentReplays.add(),
    usageImplausible: (provider) => usageImplausible.add1(provider),
    cascade: (result, check) => cascades.add2(result, check),
    promptCacheWritesUnread: (deploymentId, writes) => cacheWritesUnread.add1(deploymentId, writes),
    feedback: (source, verdict) => feedback.add2(source, verdict),
    configReload: (result) => configReloads.add1(result),
    job(queue, outcome, durationMs) {
      jobs.add2(queue, outcome);
      jobDuration.observe(durationMs, queue);
    },
    gauge: (name, help, read) => registerGauge(registry, name, help, read),
    render: () => registry.metrics(),
    contentType: registry.contentType,
    close: stopProcessGauges,
  };
}
