import { apgrInterval, type Interval, weightedInterval } from './bootstrap.ts';
import { type Group, gapOf } from './data.ts';
import { type Figures, figuresOf, type Item, weightedApgr } from './metric.ts';
import { itemsOf, type Scorer } from './rivals.ts';

/** A group with the figures of one scorer. */
export interface Measured {
  readonly group: Group;
  readonly gap: number;
  readonly items: readonly Item[];
  readonly figures: Figures;
  readonly interval: Interval;
}

export interface Summary {
  readonly primary: number;
  readonly all: number;
  readonly interval: Interval;
  /** The worst group of 250 rows or more; null = there is none. */
  readonly worst: { readonly name: string; readonly apgr: number } | null;
}

const WORST_ROWS = 250;

export function measure(groups: readonly Group[], scorer: Scorer, draws: number): Measured[] {
  return groups.map((group) => {
    const items = itemsOf(group, scorer);
    return {
      group,
      gap: gapOf(group),
      items,
      figures: figuresOf(items),
      interval: draws > 0 ? apgrInterval(items, draws) : [Number.NaN, Number.NaN],
    };
  });
}

export function summaryOf(measured: readonly Measured[], draws: number): Summary {
  const weigh = (some: readonly Measured[]): number =>
    weightedApgr(some.map(({ items, gap, figures }) => ({ rows: items.length, gap, apgr: figures.apgr })));
  const primary = measured.filter(({ group }) => group.isPrimary);
  const [worst] = measured
    .filter(({ items }) => items.length >= WORST_ROWS)
    .sort((a, b) => a.figures.apgr - b.figures.apgr);
  return {
    primary: weigh(primary),
    all: weigh(measured),
    interval: draws > 0 ? weightedInterval(measured, draws) : [Number.NaN, Number.NaN],
    worst: worst === undefined ? null : { name: worst.group.name, apgr: worst.figures.apgr },
  };
}

/** All figures of the router, a row per group. */
export function figuresTable(measured: readonly Measured[]): string {
  return table(
    ['group', 'rows', 'quality weak -> strong', 'APGR [95 %]', 'CPT(50)', 'CPT(80)', 'saved at 95 %', 'saved at 98 %'],
    measured.map(({ group, figures, interval }) => [
      group.name,
      String(figures.rows),
      `${f3(figures.weak)} -> ${f3(figures.strong)}`,
      `${f3(figures.apgr)}${shown(interval)}`,
      percent(figures.cpt50),
      percent(figures.cpt80),
      percent(figures.saved95),
      percent(figures.saved98),
    ]),
  );
}

/** APGR of several scorers side by side. */
export function rivalsTable(groups: readonly Group[], scorers: readonly { name: string; scorer: Scorer }[]): string {
  const columns = scorers.map(({ name, scorer }) => ({ name, measured: measure(groups, scorer, 0) }));
  const rows = groups.map((group, at) => [
    group.name,
    ...columns.map(({ measured }) => f3(measured[at]?.figures.apgr ?? Number.NaN)),
  ]);
  const line = (name: string, value: (summary: Summary) => number): string[] => [
    `**${name}**`,
    ...columns.map(({ measured }) => f3(value(summaryOf(measured, 0)))),
  ];
  const saved = (key: 'cpt50' | 'cpt80' | 'saved95' | 'saved98'): string[] => [
    `mean ${NAMES[key]}, primary pairs`,
    ...columns.map(({ measured }) => {
      const primary = measured.filter(({ group }) => group.isPrimary);
      return percent(primary.reduce((sum, { figures }) => sum + figures[key], 0) / primary.length);
    }),
  ];
  return table(
    ['APGR', ...columns.map(({ name }) => name)],
    [
      ...rows,
      line('APGRw, primary pairs', ({ primary }) => primary),
      line('APGRw, all pairs', ({ all }) => all),
      saved('cpt50'),
      saved('cpt80'),
      saved('saved95'),
      saved('saved98'),
    ],
  );
}

const NAMES = { cpt50: 'CPT(50)', cpt80: 'CPT(80)', saved95: 'saved at 95 %', saved98: 'saved at 98 %' } as const;

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export function f3(value: number): string {
  return Number.isFinite(value) ? value.toFixed(3) : '-';
}

export function percent(share: number): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : '-';
}

export function shown([low, high]: Interval): string {
  return Number.isFinite(low) ? ` [${f3(low)}, ${f3(high)}]` : '';
}
