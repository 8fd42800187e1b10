import { evalRowsOf, type Group, gapOf, groupsOf, type Pair } from './data.ts';
import { modelsOf, withoutModels } from './hold-out.ts';
import { type LearningOptions, type LearningResult, learningRun } from './learning-run.ts';
import { weightedApgr } from './metric.ts';
import { type EvalContext, foldOf, type Section } from './sections.ts';
import { f3, table } from './tables.ts';

/** Learning from simulated feedback on pairs never seen, with sources seen and not seen. */
export function learning(
  context: EvalContext,
  folds: readonly (readonly Pair[])[],
): Section & { readonly runs: readonly LearningRun[] } {
  const groups = groupsOf(evalRowsOf([...context.train, ...context.dev]));
  const byPair = folds.map((pairs) => {
    context.progress(`learning: training without ${pairs.length} pairs of models`);
    return {
      pairs,
      quality: context.trainedOn(
        withoutModels(context.train, modelsOf(pairs)),
        withoutModels(context.dev, modelsOf(pairs)),
      ),
    };
  });
  const runs = LABELLINGS.map((options) => {
    context.progress(`learning from ${options.labels} labels, ${options.labelling}`);
    const results = groups.flatMap((group) => {
      const fold = foldOf(byPair, group.pair);
      if (fold === undefined) return [];
      return [{ group, result: learningRun(group, fold.quality, { ...options, seeds: context.seeds }) }];
    });
    return { options, results };
  });
  const text = runs
    .map(({ options, results }) => `${labellingText(options)}\n\n${learningTable(results)}`)
    .join('\n\n');
  return { title: 'Learning from feedback on pairs never seen', text, runs };
}

export interface LearningRun {
  readonly options: Pick<LearningOptions, 'labels' | 'labelling'>;
  readonly results: readonly { readonly group: Group; readonly result: LearningResult }[];
}

const LABELLINGS: readonly Pick<LearningOptions, 'labels' | 'labelling'>[] = [
  { labels: 50, labelling: 'both' },
  { labels: 200, labelling: 'both' },
  { labels: 200, labelling: 'one' },
];

function labellingText({ labels, labelling }: LearningRun['options']): string {
  const what = labelling === 'both' ? 'both models judged on each' : 'one of the two models judged on each, by turns';
  return `**${labels} prompts labelled, ${what}:**`;
}

function learningTable(results: LearningRun['results']): string {
  const weigh = (key: 'before' | 'after'): number => weightedOf(results, key);
  return table(
    ['group', 'rows', 'APGR before', 'after', 'change', 'change in the worst tenth of draws'],
    [
      ...results.map(({ group, result }) => [
        group.name,
        String(group.rows.length),
        f3(result.before),
        f3(result.after),
        signed(result.after - result.before),
        signed(result.badLuck),
      ]),
      [
        '**APGRw, all pairs**',
        '',
        f3(weigh('before')),
        f3(weigh('after')),
        signed(weigh('after') - weigh('before')),
        '',
      ],
    ],
  );
}

/** Weighted mean of a run before or after learning. */
export function weightedOf(results: LearningRun['results'], key: 'before' | 'after'): number {
  return weightedApgr(
    results.map(({ group, result }) => ({
      rows: group.rows.length,
      gap: gapOf(group),
      apgr: result[key],
    })),
  );
}

function signed(value: number): string {
  return `${value >= 0 ? '+' : ''}${value.toFixed(3)}`;
}
