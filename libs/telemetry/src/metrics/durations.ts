import { Histogram, type Registry } from 'prom-client';
import type { MetricDefinition } from './definitions.ts';

type Child = { observe(value: number): void };

const MAX_SERIES = 50;

/** A histogram of durations, given in milliseconds and shown in seconds, with its children kept by reference. */
export class Durations {
  private readonly histogram: Histogram<string>;
  private readonly label: string | null;
  private readonly plain: Child | null;
  private readonly children = new Map<string, Child>();

  constructor(registry: Registry, definition: MetricDefinition) {
    this.label = definition.labels[0] ?? null;
    this.histogram = new Histogram({
      name: definition.name,
      help: definition.help,
      labelNames: [...definition.labels],
      buckets: [...(definition.buckets ?? [])],
      registers: [registry],
    });
    this.plain = this.label === null ? this.histogram.labels() : null;
  }

  /** Counts one duration. `value` is the label's value where the histogram has one. */
  observe(durationMs: number, value = ''): void {
    const child = this.plain ?? this.children.get(value) ?? this.remember(value);
    child.observe(durationMs / 1_000);
  }

  private remember(value: string): Child {
    const counted = this.children.size < MAX_SERIES ? value : 'other';
    const child = this.histogram.labels({ [this.label ?? '']: counted });
    if (this.children.size < MAX_SERIES) this.children.set(value, child);
    return child;
  }
}
