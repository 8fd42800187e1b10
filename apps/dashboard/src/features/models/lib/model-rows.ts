import type { ModelList, SavingsReport } from '@llm-cost-optimizer/contracts';
import { sortRows } from '../../../lib/sort.ts';
import type { ModelsView, Sort } from './view.ts';

export type ListedModel = ModelList['models'][number];

/** What a model did in the period. Money is null where nothing of it is known. */
export interface Measured {
  readonly requests: number;
  readonly costUsd: string | null;
  readonly savedUsd: string | null;
  readonly unpricedRequests: number;
}

export interface ModelRow {
  readonly id: string;
  readonly provider: string;
  readonly model: string;
  /** Null = it answered, but nobody lists it. */
  readonly listed: ListedModel | null;
  /** Null while the figures are not there. */
  readonly measured: Measured | null;
}

const NONE: Measured = { requests: 0, costUsd: '0', savedUsd: '0', unpricedRequests: 0 };

/** Every listed model with its figures, and every other model that answered in the period. Pure. */
export function modelRows(models: readonly ListedModel[], report: SavingsReport | undefined): ModelRow[] {
  const measured = new Map<string, Measured>();
  for (const { group, ...figures } of report?.groups ?? []) {
    const { model = null } = group;
    if (model === null) continue;
    const isUnknown = figures.unpriced_requests === figures.requests;
    measured.set(model, {
      requests: figures.requests,
      costUsd: isUnknown ? null : figures.actual_usd,
      savedUsd: isUnknown ? null : figures.saved_usd,
      unpricedRequests: figures.unpriced_requests,
    });
  }
  const listed = models.map(({ id, provider, model }, at): ModelRow => {
    const own = measured.get(id) ?? (report === undefined ? null : NONE);
    measured.delete(id);
    return { id, provider, model, listed: models[at] ?? null, measured: own };
  });
  const others = [...measured].map(([id, own]): ModelRow => {
    const slash = id.indexOf('/');
    return { id, provider: id.slice(0, slash), model: id.slice(slash + 1), listed: null, measured: own };
  });
  return [...listed, ...others];
}

/** Requests of the period that no model answered: refused, failed before, cancelled. */
export function notServed(report: SavingsReport): number {
  return report.groups
    .filter(({ group }) => (group.model ?? null) === null)
    .reduce((sum, group) => sum + group.requests, 0);
}

type Filters = Pick<ModelsView, 'search' | 'provider' | 'show' | 'can'>;

/** The rows that the filters leave. A model whose abilities are not known passes none of them. Pure. */
export function filterModels(rows: readonly ModelRow[], { search, provider, show, can }: Filters): ModelRow[] {
  const words = (search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(
    (row) =>
      isShown(row, show) &&
      (provider === null || row.provider === provider) &&
      can.every((ability) => row.listed?.capabilities?.[ability] === true) &&
      words.every((word) => [row.id, ...(row.listed?.aliases ?? [])].some((name) => name.toLowerCase().includes(word))),
  );
}

function isShown({ listed, measured }: ModelRow, show: ModelsView['show']): boolean {
  const isUsed = (measured?.requests ?? 0) > 0;
  switch (show) {
    case 'all':
      return true;
    case 'used':
      return isUsed;
    case 'unpriced':
      return (listed?.priceSource ?? null) === null;
    case 'usable':
      // What answered in the period is never hidden: its cost is part of the bill.
      return isUsed || (listed?.isAvailable === true && listed.status !== 'retired');
  }
}

/** The rows in the order of a column; equals by name. Pure. */
export function sortModels(rows: readonly ModelRow[], sort: Sort, direction: ModelsView['dir']): readonly ModelRow[] {
  const byName = sortRows(rows, (row) => row.model, 'asc');
  return sortRows(byName, (row) => sortValue(row, sort), direction);
}

const STATUS_ORDER = { active: 0, legacy: 1, retired: 2 } as const;

function sortValue({ model, listed, measured }: ModelRow, sort: Sort): string | number | null {
  switch (sort) {
    case 'model':
      return model;
    case 'status':
      return listed === null ? null : STATUS_ORDER[listed.status];
    case 'context':
      return listed?.contextTokens ?? null;
    case 'input':
      return toNumber(listed?.inputUsdPerMillion);
    case 'output':
      return toNumber(listed?.outputUsdPerMillion);
    case 'cached':
      return toNumber(listed?.cacheReadUsdPerMillion);
    case 'write':
      return toNumber(listed?.cacheWriteUsdPerMillion);
    case 'requests':
      return measured?.requests ?? null;
    case 'cost':
      return toNumber(measured?.costUsd);
    case 'saved':
      return toNumber(measured?.savedUsd);
  }
}

/** For the order only. */
function toNumber(decimal: string | null | undefined): number | null {
  return decimal === null || decimal === undefined ? null : Number(decimal);
}
