import type { SavingsFigures, SavingsReport } from '@llm-cost-optimizer/contracts';
import { formatBucket } from '../../../lib/format.ts';
import type { SavedSums } from '../../../lib/savings-split.ts';
import { sortRows } from '../../../lib/sort.ts';
import { commonStrings } from '../../../lib/strings/common.ts';
import { savingsStrings as s } from '../../../lib/strings/savings.ts';
import type { Group, SavingsView, Sort } from './view.ts';

export interface SavingsRow {
  /** As the API names the group; null = its requests have none. */
  readonly value: string | null;
  readonly label: string;
  readonly figures: SavingsFigures;
  /** Saved over baseline; null when nothing is known of it. */
  readonly rate: number | null;
}

/** The groups of a report in the order of the view. Pure. */
export function savingsRows(report: SavingsReport, { by, sort, dir }: Pick<SavingsView, 'by' | 'sort' | 'dir'>) {
  const rows = report.groups.map(({ group, names, ...figures }): SavingsRow => {
    const value = group[by] ?? null;
    return { value, label: labelOf(by, names[by] ?? value), figures, rate: rateOf(figures) };
  });
  return sortRows(rows, (row) => sortValue(row, sort), dir);
}

/** Head of a column. */
export function columnLabel(column: Sort, by: Group): string {
  return column === 'group' ? s.groups[by] : s.columns[column];
}

/** Saved as a share of the baseline; null without a baseline. */
export function rateOf({ saved_usd, baseline_usd }: SavingsFigures): number | null {
  const baseline = Number(baseline_usd);
  return baseline === 0 ? null : Number(saved_usd) / baseline;
}

/** The same sums as the split of a saving takes them. */
export function sumsOf({ levers, overhead_usd, saved_usd }: SavingsFigures): SavedSums {
  return {
    savedUsd: saved_usd,
    overheadUsd: overhead_usd,
    levers: {
      routing: levers.routing,
      exactCache: levers.exact_cache,
      semanticCache: levers.semantic_cache,
      dedup: levers.dedup,
      promptCache: levers.prompt_cache,
      serviceTier: levers.service_tier,
    },
  };
}

/** Columns and cells of the export: raw numbers, the groups as the API names them beside their names. */
export function savingsTable(by: Group, rows: readonly SavingsRow[]) {
  const columns = [by, `${by}_id`, s.csv.requests, s.csv.baseline, s.csv.actual, s.csv.saved, ...LEVERS.map(usdColumn)];
  return {
    columns: [...columns, s.csv.overhead, s.csv.unpriced],
    rows: rows.map(({ value, label, figures }) => [
      label,
      value,
      figures.requests,
      figures.baseline_usd,
      figures.actual_usd,
      figures.saved_usd,
      ...LEVERS.map((lever) => figures.levers[lever]),
      figures.overhead_usd,
      figures.unpriced_requests,
    ]),
  };
}

const LEVERS = ['routing', 'exact_cache', 'semantic_cache', 'dedup', 'prompt_cache', 'service_tier'] as const;

function usdColumn(lever: string): string {
  return `${lever}_usd`;
}

function labelOf(by: Group, name: string | null): string {
  if (name === null) return s.none[by];
  if (by === 'day') return formatBucket(`${name}T00:00:00.000Z`, 'day', true);
  const modes: Readonly<Record<string, string>> = commonStrings.modes;
  return by === 'mode' ? (modes[name] ?? name) : name;
}

function sortValue({ value, label, figures, rate }: SavingsRow, sort: Sort): string | number | null {
  switch (sort) {
    case 'group':
      // Days by date; the label of a group without a value stands at the end.
      return value === null ? null : /^\d{4}-\d\d-\d\d$/.test(value) ? value : label;
    case 'requests':
      return figures.requests;
    case 'baseline':
      return Number(figures.baseline_usd);
    case 'paid':
      return Number(figures.actual_usd);
    case 'saved':
      return Number(figures.saved_usd);
    case 'rate':
      return rate;
  }
}
