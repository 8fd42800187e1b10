import type { Row } from '../train/data.ts';
import type { Pair } from './data.ts';

/** Rows without a source. */
export function withoutSource(rows: readonly Row[], source: string): Row[] {
  return rows.filter((row) => row.source !== source);
}

/**
 * Rows without any result of the given models, as if nobody had ever seen them. Rows that were about one of them are about another pair of
 * their source then: its best remaining model and one from the lower half; rows with fewer than two results left are dropped.
 */
export function withoutModels(rows: readonly Row[], models: ReadonlySet<string>): Row[] {
  const means = meanBySource(rows);
  return rows.flatMap((row) => {
    if (!Object.keys(row.scores).some((model) => models.has(model))) return [row];
    const scores = Object.fromEntries(Object.entries(row.scores).filter(([model]) => !models.has(model)));
    const mean = (model: string): number => means.get(`${row.source}\n${model}`) ?? 0;
    const left = Object.keys(scores).sort((a, b) => mean(b) - mean(a) || (a < b ? -1 : 1));
    const [strong, weak] = [left[0], left[Math.ceil(left.length * 0.6)] ?? left.at(-1)];
    if (strong === undefined || weak === undefined || strong === weak) return [];
    return [
      {
        ...row,
        scores,
        strong_model: strong,
        weak_model: weak,
        strong_score: scores[strong] ?? 0,
        weak_score: scores[weak] ?? 0,
      },
    ];
  });
}

/** All models of some pairs. */
export function modelsOf(pairs: readonly Pair[]): Set<string> {
  return new Set(pairs.flat());
}

/** Subject of a row, or its task: what a router must not have to know by heart. */
export function topicOf({ source, task, subject }: Row): string {
  return `${source}/${subject ?? task}`;
}

/** Topics in a few parts of like size, each to be left out in turn. Only sources with several topics take part. */
export function topicFolds(rows: readonly Row[], folds: number): Set<string>[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(topicOf(row), (counts.get(topicOf(row)) ?? 0) + 1);
  const several = [...counts.keys()].filter((topic) => {
    const source = topic.slice(0, topic.indexOf('/'));
    return [...counts.keys()].filter((other) => other.startsWith(`${source}/`)).length > 1;
  });
  const parts = Array.from({ length: folds }, () => new Set<string>());
  several.sort().forEach((topic, at) => {
    parts[at % folds]?.add(topic);
  });
  return parts;
}

function meanBySource(rows: readonly Row[]): Map<string, number> {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const row of rows) {
    for (const [model, score] of Object.entries(row.scores)) {
      const key = `${row.source}\n${model}`;
      const { sum, count } = sums.get(key) ?? { sum: 0, count: 0 };
      sums.set(key, { sum: sum + score, count: count + 1 });
    }
  }
  return new Map([...sums].map(([key, { sum, count }]) => [key, sum / count]));
}
