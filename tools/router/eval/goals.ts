import { type LearningRun, weightedOf } from './learning-section.ts';
import type { Measures } from './sections.ts';
import { f3, percent, table } from './tables.ts';

export interface GoalInput {
  readonly inside: Measures;
  readonly outside: Measures;
  readonly topics: Measures | null;
  readonly runs: readonly LearningRun[] | null;
}

/** The goals that were set, beside what was measured here. The goals are judged on data that are kept back; these are our own. */
export function goalsTable({ inside, outside, topics, runs }: GoalInput): string {
  const mmlu = inside.measured.find(({ group }) => group.source === 'mmlu');
  const worst = [inside, outside, topics].flatMap((one) => one?.summary.worst ?? []).sort((a, b) => a.apgr - b.apgr)[0];
  const labels = runs?.find(({ options }) => options.labels === 200 && options.labelling === 'both');
  const loss =
    labels === undefined ? null : Math.min(...labels.results.map(({ result }) => result.after - result.before));
  const rows: (readonly [string, string, string, string])[] = [
    ['in distribution (dev), APGRw primary pairs', '0.635', '0.66', f3(inside.summary.primary)],
    [
      'MMLU rows (dev)',
      '0.70, CPT(80) ≤ 52 %',
      '0.74',
      mmlu === undefined ? '-' : `${f3(mmlu.figures.apgr)}, CPT(80) ${percent(mmlu.figures.cpt80)}`,
    ],
    [
      'out of distribution: whole sources left out, APGRw primary pairs',
      '0.575, above length',
      '0.60',
      `${f3(outside.summary.primary)} (length ${f3(outside.lengthSummary.primary)})`,
    ],
    [
      'out of distribution: whole subjects and tasks left out',
      '0.575, above length',
      '0.60',
      topics === null ? 'not run' : `${f3(topics.summary.primary)} (length ${f3(topics.lengthSummary.primary)})`,
    ],
    [
      'worst group of 250 rows or more',
      '0.48',
      '0.50',
      worst === undefined ? '-' : `${f3(worst.apgr)} (${worst.name})`,
    ],
    [
      'a pair never seen, after 200 labels',
      '0.65, no group more than 0.01 below its begin',
      '0.68',
      labels === undefined || loss === null
        ? 'not run'
        : `${f3(weightedOf(labels.results, 'before'))} -> ${f3(weightedOf(labels.results, 'after'))}, worst change of a group ${loss.toFixed(3)}`,
    ],
    ['cascade on GSM8K', '0.86, 65 % saved at 98 %', '0.89', 'kept back; see the cascade table for other tasks'],
  ];
  return table(['measure', 'goal', 'stretch', 'measured'], rows);
}
