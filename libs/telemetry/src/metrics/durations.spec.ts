import { Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { Durations } from './durations.ts';

const BUCKETS = [0.001, 0.01, 0.1, 1];
const VALUES = [0, 0.4, 1, 1.000001, 9.99, 10, 50, 250, 1_000, 1_500, 60_000];

function definition(labels: readonly string[]) {
  return { name: 'lco_test_seconds', type: 'histogram' as const, help: 'Test.', labels, buckets: BUCKETS };
}

function libraryHistogram(registry: Registry, labelNames: string[]) {
  return new Histogram({
    name: 'lco_test_seconds',
    help: 'Test.',
    labelNames,
    buckets: BUCKETS,
    registers: [registry],
  });
}

describe('Durations', () => {
  it('shows what the library itself would show, with a label', async () => {
    const [ours, theirs] = [new Registry(), new Registry()];
    const durations = new Durations(ours, definition(['outcome']));
    const histogram = libraryHistogram(theirs, ['outcome']);
    for (const outcome of ['ok', 'failed']) {
      for (const value of VALUES) {
        durations.observe(value, outcome);
        histogram.labels(outcome).observe(value / 1_000);
      }
    }
    expect(await ours.metrics()).toBe(await theirs.metrics());
    expect(await ours.metrics()).toContain('lco_test_seconds_bucket{le="0.01",outcome="ok"} 6');
  });

  it('shows what the library itself would show, without a label, also before anything is counted', async () => {
    const [ours, theirs] = [new Registry(), new Registry()];
    const durations = new Durations(ours, definition([]));
    const histogram = libraryHistogram(theirs, []);
    expect(await ours.metrics()).toBe(await theirs.metrics());
    for (const value of VALUES) {
      durations.observe(value);
      histogram.observe(value / 1_000);
    }
    expect(await ours.metrics()).toBe(await theirs.metrics());
  });

  it('counts label values beyond the bound together', async () => {
    const registry = new Registry();
    const durations = new Durations(registry, definition(['queue']));
    for (let queue = 0; queue < 60; queue++) durations.observe(5, `queue ${queue}`);
    const text = await registry.metrics();
    expect(text).toContain('lco_test_seconds_count{queue="queue 49"} 1');
    expect(text).toContain('lco_test_seconds_count{queue="other"} 10');
    expect(text).not.toContain('queue 50');
  });
});
