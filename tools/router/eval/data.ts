import { type ScoreRow, scoreRowSchema } from '../../../libs/routing/src/scoring/score-row.schema.ts';
import { type Row, readPairs, readRows } from '../train/data.ts';

export type Pair = readonly [strong: string, weak: string];

/** A prompt with public results, and its form for the scorer of `lco score`. */
export interface EvalRow {
  readonly row: Row;
  readonly input: ScoreRow;
}

/** Rows of a part of the data, ready to be scored for every pair of their source. */
export function readEvalRows(part: 'train' | 'dev'): EvalRow[] {
  return evalRowsOf(readRows(part));
}

/** Puts the pairs of the metric beside each row, so that one reading of the prompt serves them all. */
export function evalRowsOf(rows: readonly Row[]): EvalRow[] {
  const pairs = readPairs();
  return rows.map((row) => ({ row, input: scoreRowSchema.parse({ ...row, pairs: pairs[row.source] ?? [] }) }));
}

/** Rows of one source between two models. */
export interface Group {
  readonly name: string;
  readonly source: string;
  readonly pair: Pair;
  /** The first pair of a source: the headline counts these. */
  readonly isPrimary: boolean;
  readonly rows: readonly EvalRow[];
}

/** Groups below this, or with a gap below 3 points, say nothing about routing; the metric leaves them out too. */
const MIN_ROWS = 60;
const MIN_GAP = 0.03;

/** The groups that the metric reports: each source by each of its pairs. */
export function groupsOf(rows: readonly EvalRow[], label: (row: Row) => string = ({ source }) => source): Group[] {
  const pairs = readPairs();
  const groups = new Map<string, { group: Omit<Group, 'rows'>; rows: EvalRow[] }>();
  for (const one of rows) {
    const own: Pair[] = pairs[one.row.source] ?? [[one.row.strong_model, one.row.weak_model]];
    own.forEach((pair, index) => {
      if (qualityOf(one.row, pair[0]) === null || qualityOf(one.row, pair[1]) === null) return;
      const name = `${label(one.row)}: ${pair[0]} > ${pair[1]}`;
      const known = groups.get(name) ?? {
        group: { name, source: one.row.source, pair, isPrimary: index === 0 },
        rows: [],
      };
      known.rows.push(one);
      groups.set(name, known);
    });
  }
  return [...groups.values()]
    .map(({ group, rows: own }) => ({ ...group, rows: own }))
    .filter((group) => group.rows.length >= MIN_ROWS && gapOf(group) >= MIN_GAP);
}

/** Mean quality of the strong model less that of the weak one. */
export function gapOf({ rows, pair }: Pick<Group, 'rows' | 'pair'>): number {
  const mean = (model: string): number =>
    rows.reduce((sum, { row }) => sum + (qualityOf(row, model) ?? 0), 0) / rows.length;
  return mean(pair[0]) - mean(pair[1]);
}

/** Quality of a model's answer, 0 to 1; null = no result. */
export function qualityOf(row: Row, model: string): number | null {
  return row.scores[model] ?? null;
}
