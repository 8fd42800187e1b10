import { Counter, type Registry } from 'prom-client';
import type { MetricDefinition } from './definitions.ts';

/** Most distinct label sets of one counter; the rest is counted under `other`. */
const MAX_SERIES = 200;
/** Joins label values to a key. A value that holds it (names of models come from clients) is kept whole beside the key. */
const SEPARATOR = '\u0000';

interface Series {
  readonly labels: readonly string[];
  count: number;
}

/**
 * A counter kept as plain numbers and copied into prom-client when it is asked for: counting costs one map look-up
 * (about 0.05 us) instead of prom-client's 0.5 us. Label sets are bounded.
 */
export class Tally {
  private readonly counts = new Map<string, Series>();
  private readonly labelNames: readonly string[];
  private readonly other: readonly string[];
  /** The count of a counter without labels. */
  private total = 0;

  constructor(registry: Registry, definition: MetricDefinition) {
    this.labelNames = definition.labels;
    this.other = definition.labels.map(() => 'other');
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
        for (const { labels, count } of counts.values()) this.inc(labelsOf(names, labels), count);
      },
    });
  }

  /** Adds to the counter without labels. */
  add(amount = 1): void {
    this.total += amount;
  }

  add1(one: string, amount = 1): void {
    if (!this.bump(one, amount)) this.begin(one, [one], amount);
  }

  add3(one: string, two: string, three: string): void {
    const key = one + SEPARATOR + two + SEPARATOR + three;
    if (!this.bump(key, 1)) this.begin(key, [one, two, three], 1);
  }

  add2(one: string, two: string): void {
    const key = one + SEPARATOR + two;
    if (!this.bump(key, 1)) this.begin(key, [one, two], 1);
  }

  /** False when nothing was counted under the key before. */
  private bump(key: string, amount: number): boolean {
    const known = this.counts.get(key);
    if (known === undefined) return false;
    known.count += amount;
    return true;
  }

  private begin(key: string, labels: readonly string[], amount: number): void {
    if (this.counts.size < MAX_SERIES) {
      this.counts.set(key, { labels, count: amount });
      return;
    }
    const other = this.other.join(SEPARATOR);
    if (!this.bump(other, amount)) this.counts.set(other, { labels: this.other, count: amount });
  }
}

function labelsOf(names: readonly string[], values: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}
