import { Histogram, type Registry } from 'prom-client';
import type { MetricDefinition } from './definitions.ts';

const MAX_SERIES = 50;

/** Counts of one label value. */
interface Series {
  /** Observations by bucket, not added up; the last one is for those beyond all bounds. */
  readonly counts: Float64Array;
  sum: number;
}

/**
 * A histogram of durations, given in milliseconds and shown in seconds. Kept as plain numbers and written in prom-client's
 * form when it is asked for: its own `observe` checks labels and puts them together as text each time, 1 us instead of 0.05.
 */
export class Durations {
  private readonly bounds: readonly number[];
  private readonly plain: Series | null;
  private readonly series = new Map<string, Series>();

  constructor(registry: Registry, definition: MetricDefinition) {
    const { name, help, labels, buckets = [] } = definition;
    const label = labels[0] ?? null;
    this.bounds = buckets;
    this.plain = label === null ? this.open('') : null;
    const options = { name, help, labelNames: [...labels], buckets: [...buckets], registers: [registry] };
    new ShownHistogram(options, { name, help, label, bounds: this.bounds, series: this.series });
  }

  /** Counts one duration. `value` is the label's value where the histogram has one. */
  observe(durationMs: number, value = ''): void {
    const { bounds } = this;
    const seconds = durationMs / 1_000;
    if (!Number.isFinite(seconds)) return;
    const series = this.plain ?? this.series.get(value) ?? this.open(value);
    let bucket = 0;
    while (bucket < bounds.length && seconds > (bounds[bucket] ?? 0)) bucket += 1;
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.sum += seconds;
  }

  private open(value: string): Series {
    const counted = this.series.size < MAX_SERIES ? value : 'other';
    const known = this.series.get(counted);
    if (known !== undefined) return known;
    const series = { counts: new Float64Array(this.bounds.length + 1), sum: 0 };
    this.series.set(counted, series);
    return series;
  }
}

/** A histogram of prom-client's that shows the figures of somebody else. */
class ShownHistogram extends Histogram {
  private readonly shown: Shown;

  constructor(options: ConstructorParameters<typeof Histogram<string>>[0], shown: Shown) {
    super(options);
    this.shown = shown;
  }

  /** Where the library takes its text and its `get` from; not among its types. */
  async getForPromString() {
    const { name, help } = this.shown;
    return { name, help, type: 'histogram', aggregator: 'sum', values: valuesOf(this.shown) };
  }
}

interface Shown {
  readonly name: string;
  readonly help: string;
  readonly label: string | null;
  readonly bounds: readonly number[];
  readonly series: ReadonlyMap<string, Series>;
}

function valuesOf({ name, label, bounds, series }: Shown) {
  return [...series].flatMap(([value, { counts, sum }]) => {
    const own = label === null ? {} : { [label]: value };
    let total = 0;
    const buckets = [...counts].map((count, bucket) => {
      total += count;
      return { labels: { le: bounds[bucket] ?? '+Inf', ...own }, value: total, metricName: `${name}_bucket` };
    });
    return [
      ...buckets,
      { labels: own, value: sum, metricName: `${name}_sum` },
      { labels: own, value: total, metricName: `${name}_count` },
    ];
  });
}
