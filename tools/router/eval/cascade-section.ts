import type { Row } from '../train/data.ts';
import { evalRowsOf, groupsOf } from './data.ts';
import { withoutSource } from './hold-out.ts';
import { routerScorer } from './rivals.ts';
import type { EvalContext, Section } from './sections.ts';
import { f3, measure, percent, shown, table } from './tables.ts';

/** Sources with public answers of many models. */
const SOURCES = ['cruxeval', 'math-l5', 'mmlu-pro'] as const;
/** Large models that are in no pair: prompts that all of them answer well are as easy as grade-school tasks. */
const JUDGES = ['gpt-4o-2024-05-13', 'Qwen2-72B-Instruct', 'gemini-1.5-pro', 'Qwen2.5-72B-Instruct'] as const;

/** The cascade: the pre-router trained without the source, then the weak answer and agreement with small models. */
export function cascades(context: EvalContext): Section {
  const all = [...context.train, ...context.dev];
  const lines = SOURCES.flatMap((source) => {
    context.progress(`cascade on ${source}, trained without it`);
    return linesOf(context, {
      rows: all.filter((row) => row.source === source),
      keep: (rows) => withoutSource(rows, source),
      label: source,
    });
  });
  context.progress('cascade on easy prompts, trained without them');
  const easyRows = all.filter(isEasy);
  const isOut = new Set(easyRows.map(({ id }) => id));
  const easy = linesOf(context, {
    rows: easyRows,
    // Their sources stay: without them nothing would be known of these models, and known names are the rule in a cascade.
    keep: (rows) => rows.filter(({ id }) => !isOut.has(id)),
    label: 'easy prompts of cruxeval and math-l5',
  });
  const head = [
    'group',
    'rows',
    'weak -> strong',
    'opinions',
    'APGR [95 %]',
    'CPT(80)',
    'saved at 95 %',
    'saved at 98 %',
  ];
  const text = [
    'Easy prompts are those that four large models outside of the pairs all answer well: the nearest there is here to grade-school mathematics.',
    'There only these prompts were left out of training; in the other rows the whole source, so that little is known of its models.',
    'Saved counts the weak answer and every second opinion.\n',
    table(head, [...lines, ...easy]),
  ].join('\n');
  return { title: 'Cascade: weak answer, second opinions of small models, agreement', text };
}

function isEasy({ scores }: Row): boolean {
  return JUDGES.every((model) => scores[model] === 1);
}

function linesOf(
  context: EvalContext,
  part: {
    readonly rows: readonly Row[];
    readonly keep: (rows: readonly Row[]) => Row[];
    readonly label: string;
  },
): string[][] {
  const quality = context.trainedOn(part.keep(context.train), part.keep(context.dev));
  const groups = groupsOf(evalRowsOf(part.rows), () => part.label);
  return measure(groups, routerScorer(quality, { isCascade: true }), context.draws).map(
    ({ group, figures, interval }) => [
      group.name,
      String(figures.rows),
      `${f3(figures.weak)} -> ${f3(figures.strong)}`,
      figures.extra.toFixed(2),
      `${f3(figures.apgr)}${shown(interval)}`,
      percent(figures.cpt80),
      percent(figures.saved95),
      percent(figures.saved98),
    ],
  );
}
