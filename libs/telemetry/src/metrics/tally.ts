import { Counter, type Registry } from 'prom-client';
import type { MetricDefinition } from './definitions.ts';

/** Most distinct label sets of one counter; the rest is counted under `other`. */
const MAX_SERIES = 200;
/** Joins label values to a key; no label value holds it. */
const SEPARATOR = '\u0000';

/**
 * A counter kept as plain numbers and copied into prom-client when it is asked for: counting costs one map look-up
 * (about 0.05 us) instead of prom-client's 0.5 us. Label sets are bounded.
 */
export class Tally {
  private readonly counts = new Map<string, number>();
  private readonly labelNames: readonly string[];
  private readonly other: string;
  /** The count of a counter without labels. */
  private total = 0;

  constructor(registry: Registry, definition: MetricDefinition) {
    this.labelNames = definition.labels;
    this.other = definition.labels.map(() => 'other').join(SEPARATOR);
    const counts = this.counts;
    const names = this.labelNames;
    const total = (): number => this.total;
    new Counter({
      name: definition.name,
      help: definition.help,
      labelNames: [...names],
      registers: [registry],
      collect() {
        this.reset();
        if (names.length === 0) this.inc(total());
        for (const [key, count] of counts) this.inc(labelsOf(names, key), count);
      },
    });
  }

  /** Adds to the counter without labels. */
  add(amount = 1): void {
    this.total += amount;
  }

  add1(one: string, amount = 1): void {
    this.bump(one, amount);
  }

  add3(one: string, two: string, three: string): void {
    this.bump(one + SEPARATOR + two + SEPARATOR + three, 1);
  }

  add2(one: string, two: string): void {
    this.bump(one + SEPARATOR + two, 1);
  }

  private bump(key: string, amount: number): void {
    const known = this.counts.get(key);
    if (known !== undefined) {
      this.counts.set(key, known + amount);
      return;
    }
    const counted = this.counts.size < MAX_SERIES ? key : this.other;
    this.counts.set(counted, (this.counts.get(counted) ?? 0) + amount);
  }
}

function labelsOf(names: readonly string[], key: string): Record<string, string> {
  const values = key.split(SEPARATOR);
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}
