import type { Row } from './data.ts';

/** Sources with many tasks or subjects: each of those is a topic of its own. */
const SPLIT = new Set(['mmlu', 'mmlu-pro', 'llmrouter']);

/** What there is to learn from some rows. Indices run over `rows`. */
export interface Targets {
  readonly sources: readonly string[];
  readonly sourceOf: Int32Array;
  readonly topics: readonly string[];
  readonly topicOf: Int32Array;
  readonly topicSources: Int32Array;
  /** What the strong model gains over the weak one of the primary pair. */
  readonly gain: Float64Array;
  /** The same gain estimated from all models: the slope of quality over ability. */
  readonly slope: Float64Array;
  /** One minus the mean quality over all models. */
  readonly failure: Float64Array;
}

export function targetsOf(rows: readonly Row[]): Targets {
  const sources = [...new Set(rows.map(({ source }) => source))].sort();
  const names = rows.map((row) => (SPLIT.has(row.source) ? `${row.source}/${row.subject ?? row.task}` : row.source));
  const topics = [...new Set(names)].sort();
  const sourceOf = Int32Array.from(rows, ({ source }) => sources.indexOf(source));
  const gain = Float64Array.from(rows, (row) => row.strong_score - row.weak_score);
  return {
    sources,
    sourceOf,
    topics,
    topicOf: Int32Array.from(names, (name) => topics.indexOf(name)),
    topicSources: Int32Array.from(topics, (name) => sources.indexOf(name.split('/')[0] ?? '')),
    gain,
    slope: slopesOf(rows, sources, gain),
    failure: Float64Array.from(rows, ({ scores }) => 1 - mean(Object.values(scores))),
  };
}

/** Values less the mean of their source over `rows`; 0 for rows beyond the targets (anchors). */
export function centred(
  values: Float64Array,
  { sources, sourceOf }: Targets,
  rows: Int32Array,
  length: number,
): Float64Array {
  const sums = new Float64Array(sources.length);
  const counts = new Float64Array(sources.length);
  for (const row of rows) {
    const source = sourceOf[row] ?? 0;
    sums[source] = (sums[source] ?? 0) + (values[row] ?? 0);
    counts[source] = (counts[source] ?? 0) + 1;
  }
  const out = new Float64Array(length);
  values.forEach((value, row) => {
    const source = sourceOf[row] ?? 0;
    out[row] = value - (sums[source] ?? 0) / Math.max(1, counts[source] ?? 0);
  });
  return out;
}

/** Mean gain of a source over some rows. */
export function gapOf({ gain, sourceOf }: Targets, rows: Int32Array, source: number): number {
  const own = rows.filter((row) => sourceOf[row] === source);
  return mean(Array.from(own, (row) => gain[row] ?? 0));
}

function slopesOf(rows: readonly Row[], sources: readonly string[], gain: Float64Array): Float64Array {
  const slopes = new Float64Array(rows.length);
  for (const source of sources) {
    const members = rows.flatMap((row, at) => (row.source === source ? [at] : []));
    const gap = mean(members.map((at) => gain[at] ?? 0));
    const totals = new Map<string, { sum: number; count: number }>();
    for (const at of members) {
      for (const [model, score] of Object.entries(rows[at]?.scores ?? {})) {
        const entry = totals.get(model) ?? { sum: 0, count: 0 };
        totals.set(model, { sum: entry.sum + score, count: entry.count + 1 });
      }
    }
    const abilityOf = (model: string): number => {
      const { sum = 0, count = 1 } = totals.get(model) ?? {};
      return sum / count;
    };
    for (const at of members) {
      const results = Object.entries(rows[at]?.scores ?? {});
      const abilities = results.map(([model]) => abilityOf(model));
      const middle = mean(abilities);
      const level = mean(results.map(([, score]) => score));
      let covariance = 0;
      let variance = 1e-9;
      results.forEach(([, score], i) => {
        const x = (abilities[i] ?? 0) - middle;
        covariance += x * (score - level);
        variance += x * x;
      });
      slopes[at] = (covariance / variance) * gap;
    }
  }
  return slopes;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / Math.max(1, values.length);
}
