import type { ModelList, SavingsReport } from '@llm-cost-optimizer/contracts';
import { SearchX } from 'lucide-react';
import { useMemo } from 'react';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { TimeRangePicker } from '../../components/time-range-picker.tsx';
import { formatUsd, plural } from '../../lib/format.ts';
import { toPeriodQuery } from '../../lib/period.ts';
import { useModels } from '../../lib/status.ts';
import { commonStrings } from '../../lib/strings/common.ts';
import { modelsStrings as s } from '../../lib/strings/models.ts';
import { useUrlState } from '../../lib/url-state.ts';
import { useModelFigures } from './api/get-model-figures.ts';
import { ModelFilters } from './components/model-filters.tsx';
import { ModelTable } from './components/model-table.tsx';
import { filterModels, modelRows, notServed, sortModels } from './lib/model-rows.ts';
import { modelsParameters } from './lib/view.ts';

/** From this age on somebody should look whether prices have changed. */
const STALE_DAYS = 45;
const NO_FILTERS = { search: null, provider: null, show: 'all', can: [] } as const;

/** What models cost and can do, beside what they did in the period. */
export function ModelsPage() {
  const [view, setView] = useUrlState(modelsParameters);
  const models = useModels();
  const figures = useModelFigures(toPeriodQuery(view));
  const all = useMemo(() => modelRows(models.data?.models ?? [], figures.data), [models.data, figures.data]);
  const rows = useMemo(() => sortModels(filterModels(all, view), view.sort, view.dir), [all, view]);
  return (
    <>
      <PageHeader title={s.title} text={s.text} actions={<TimeRangePicker />} />
      {models.data !== undefined ? (
        <div className="flex flex-col gap-4">
          <Staleness catalogue={models.data.catalogue} />
          {figures.error !== null && (
            <Notice
              tone="bad"
              isUrgent
              title={s.measuredFailed}
              action={<Button onClick={() => void figures.refetch()}>{commonStrings.retry}</Button>}
            >
              {figures.error.message}
            </Notice>
          )}
          <ModelFilters view={view} rows={all} shown={rows.length} onChange={setView} />
          <Card isFlush>
            {all.length === 0 ? (
              <EmptyState title={s.empty} text={s.emptyText} />
            ) : rows.length === 0 ? (
              <EmptyState title={s.noMatch} text={s.noMatchText} icon={<SearchX />}>
                <Button onClick={() => setView(NO_FILTERS)}>{commonStrings.clearFilters}</Button>
              </EmptyState>
            ) : (
              <ModelTable rows={rows} view={view} onSort={(sort, dir) => setView({ sort, dir })} />
            )}
          </Card>
          {figures.data !== undefined && <Sums report={figures.data} />}
          <p className="text-xs text-ink-faint">{catalogueText(models.data.catalogue)}</p>
        </div>
      ) : models.error !== null ? (
        <ErrorState error={models.error} onRetry={() => void models.refetch()} />
      ) : (
        <div aria-busy className="flex flex-col gap-4">
          <Skeleton className="h-8 w-full max-w-xl" />
          <Skeleton className="h-120 w-full rounded-xl" />
        </div>
      )}
    </>
  );
}

function Staleness({ catalogue }: Pick<ModelList, 'catalogue'>) {
  if (catalogue.ageDays <= STALE_DAYS) return null;
  return (
    <Notice tone="warn" title={s.stale(catalogue.ageDays)}>
      {s.staleText}
    </Notice>
  );
}

/** All of the period, and what of it no row can show. */
function Sums({ report }: { report: SavingsReport }) {
  const { total } = report;
  const unserved = notServed(report);
  return (
    <p className="figures text-xs text-ink-soft">
      {[
        s.sums(plural(total.requests, 'request'), formatUsd(total.actual_usd), formatUsd(total.saved_usd)),
        unserved > 0 ? s.notServed(unserved) : null,
        total.unpriced_requests > 0 ? s.unpricedRequests(total.unpriced_requests) : null,
      ]
        .filter((text) => text !== null)
        .join(' ')}
    </p>
  );
}

function catalogueText({ version, checkedOn, ageDays }: ModelList['catalogue']): string {
  return s.catalogue(version, checkedOn, ageDays);
}
