import type { QualityModel } from '../../../libs/routing/src/quality/quality-model.ts';
import type { Row } from '../train/data.ts';
import { needTable, pGoodTable } from './calibration.ts';
import { constantsTable } from './constants.ts';
import { evalRowsOf, type Group, groupsOf, type Pair } from './data.ts';
import { modelsOf, topicFolds, topicOf, withoutModels, withoutSource } from './hold-out.ts';
import { keywordScorer, lengthScorer, randomScorer, routerScorer, type Scorer } from './rivals.ts';
import { f3, figuresTable, type Measured, measure, rivalsTable, type Summary, shown, summaryOf } from './tables.ts';

/** Rows and options that every section needs. */
export interface EvalContext {
  readonly train: readonly Row[];
  readonly dev: readonly Row[];
  readonly quality: QualityModel;
  /** Draws of the bootstrap. */
  readonly draws: number;
  readonly seeds: number;
  /** Trains anew on other rows. */
  readonly trainedOn: (train: readonly Row[], dev: readonly Row[]) => QualityModel;
  readonly progress: (what: string) => void;
}

/** A part of the report, and what the table of goals takes from it. */
export interface Section {
  readonly title: string;
  readonly text: string;
}

export interface Measures {
  readonly summary: Summary;
  readonly measured: readonly Measured[];
  readonly lengthSummary: Summary;
}

const RIVALS: readonly { readonly name: string; readonly scorer: Scorer }[] = [
  { name: 'random', scorer: randomScorer() },
  { name: 'length', scorer: lengthScorer },
  { name: 'key words', scorer: keywordScorer() },
];

/** The shipped weights on dev: prompts that training did not see, from sources that it saw. */
export function inDistribution(context: EvalContext): Section & Measures {
  const groups = groupsOf(evalRowsOf(context.dev));
  const result = compare(groups, routerScorer(context.quality), context);
  const text = [
    result.text,
    '\nRouters that always choose the same tier:\n',
    constantsTable(groups),
    '\nCalibration on the same rows:\n',
    needTable(evalRowsOf(context.dev), context.quality),
    '',
    pGoodTable(groups, context.quality),
  ].join('\n');
  return { ...result, title: 'In distribution: shipped weights on dev', text };
}

/** Each source in turn: trained on the others, measured on all rows of the one left out. */
export function sourcesOut(context: EvalContext): Section & Measures {
  const sources = [...new Set(context.train.map(({ source }) => source))].sort();
  const models = new Map(
    sources.map((source) => {
      context.progress(`training without ${source}`);
      return [source, routerOf(context, (rows) => withoutSource(rows, source))];
    }),
  );
  const groups = groupsOf(evalRowsOf([...context.train, ...context.dev]));
  const scorer: Scorer = (row, group) => models.get(group.source)?.(row, group) ?? { score: 0 };
  const result = compare(groups, scorer, context);
  return {
    ...result,
    title: 'Whole sources left out: trained on the others, measured on all rows of the one left out',
  };
}

/** Pairs never seen: trained without any result of these models, measured on dev. */
export function pairsOut(context: EvalContext, folds: readonly (readonly Pair[])[]): Section & Measures {
  const groups = groupsOf(evalRowsOf(context.dev));
  const scorers = folds.map((pairs) => {
    context.progress(`training without ${pairs.length} pairs of models`);
    return { pairs, scorer: routerOf(context, (rows) => withoutModels(rows, modelsOf(pairs))) };
  });
  const scorer: Scorer = (row, group) => foldOf(scorers, group.pair)?.scorer(row, group) ?? { score: 0 };
  const seen = groups.filter(({ pair }) => foldOf(scorers, pair) !== undefined);
  const result = compare(seen, scorer, context);
  return { ...result, title: 'Whole pairs left out: trained without any result of their models, measured on dev' };
}

/** Topics never seen: subjects and tasks in parts, each left out in turn. */
export function topicsOut(context: EvalContext, folds: number): Section & Measures {
  const all = [...context.train, ...context.dev];
  const parts = topicFolds(all, folds);
  const scorers = parts.map((topics) => {
    context.progress(`training without ${topics.size} subjects and tasks`);
    return { topics, scorer: routerOf(context, (rows) => rows.filter((row) => !topics.has(topicOf(row)))) };
  });
  const rows = evalRowsOf(all.filter((row) => parts.some((topics) => topics.has(topicOf(row)))));
  const scorer: Scorer = (row, group) =>
    scorers.find(({ topics }) => topics.has(topicOf(row.row)))?.scorer(row, group) ?? { score: 0 };
  const result = compare(groupsOf(rows), scorer, context);
  return { ...result, title: `Whole subjects and tasks left out, in ${folds} parts` };
}

function compare(groups: readonly Group[], scorer: Scorer, { draws }: EvalContext): Section & Measures {
  const measured = measure(groups, scorer, draws);
  const summary = summaryOf(measured, draws);
  const text = [
    rivalsTable(groups, [{ name: 'router', scorer }, ...RIVALS]),
    `\nAPGRw of the router: primary pairs ${f3(summary.primary)}, all pairs ${f3(summary.all)}${shown(summary.interval)}; worst group of 250 rows or more: ${
      summary.worst === null ? 'none' : `${f3(summary.worst.apgr)} (${summary.worst.name})`
    }.\n`,
    figuresTable(measured),
  ].join('\n');
  return { title: '', text, summary, measured, lengthSummary: summaryOf(measure(groups, lengthScorer, 0), 0) };
}

function routerOf(context: EvalContext, keep: (rows: readonly Row[]) => Row[]): Scorer {
  return routerScorer(context.trainedOn(keep(context.train), keep(context.dev)));
}

/** The fold that leaves a pair out. */
export function foldOf<T extends { readonly pairs: readonly Pair[] }>(folds: readonly T[], pair: Pair): T | undefined {
  return folds.find(({ pairs }) => pairs.some(([strong, weak]) => strong === pair[0] && weak === pair[1]));
}
