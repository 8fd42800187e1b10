import type { SavingsReport } from '@llm-cost-optimizer/contracts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Select } from '../../components/field.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { SortSelect } from '../../components/sort-select.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { TimeRangePicker } from '../../components/time-range-picker.tsx';
import { cx } from '../../lib/cx.ts';
import { toPeriodQuery } from '../../lib/period.ts';
import { useModels } from '../../lib/status.ts';
import { savingsStrings as s } from '../../lib/strings/savings.ts';
import { useUrlState } from '../../lib/url-state.ts';
import { useSavings } from './api/get-savings.ts';
import { Headline } from './components/headline.tsx';
import { SavingsTable } from './components/savings-table.tsx';
import { columnLabel } from './lib/savings-rows.ts';
import { GROUPS, type SavingsView, SORTS, savingsParameters } from './lib/view.ts';

const GROUP_OPTIONS = GROUPS.map((value) => ({ value, label: s.groups[value] }));

/** The saving of a period by one dimension, against the recorded baselines or against one model. */
export function SavingsPage() {
  const [view, setView] = useUrlState(savingsParameters);
  const { data, error, refetch, isPlaceholderData } = useSavings(toPeriodQuery(view), view.by, view.baseline);
  return (
    <>
      <PageHeader title={s.title} text={s.text} actions={<TimeRangePicker />} />
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <Segmented
          label={s.by}
          value={view.by}
          options={GROUP_OPTIONS}
          // Days read best in their order, everything else by what it brought.
          onChange={(by) => setView({ by, sort: by === 'day' ? 'group' : 'saved', dir: by === 'day' ? 'asc' : 'desc' })}
        />
        <BaselineSelect value={view.baseline} onChange={(baseline) => setView({ baseline })} />
        <SortSelect
          columns={SORTS.map((value) => ({ value, label: columnLabel(value, view.by) }))}
          sort={view.sort}
          direction={view.dir}
          onSort={(sort, dir) => setView({ sort, dir })}
        />
      </div>
      {error !== null ? (
        <>
          <ErrorState error={error} onRetry={() => void refetch()} />
          {view.baseline !== null && (
            <p className="text-center">
              <Button onClick={() => setView({ baseline: null })}>{s.toRecorded}</Button>
            </p>
          )}
        </>
      ) : data === undefined ? (
        <div aria-busy className="flex flex-col gap-4">
          <Skeleton className="h-52 w-full rounded-xl" />
          <Skeleton className="h-80 w-full rounded-xl" />
        </div>
      ) : (
        <div aria-busy={isPlaceholderData} className={cx('transition-opacity', isPlaceholderData && 'opacity-60')}>
          <Report report={data} view={view} onChange={setView} />
        </div>
      )}
    </>
  );
}

function Report(props: { report: SavingsReport; view: SavingsView; onChange: (patch: Partial<SavingsView>) => void }) {
  const { report, view, onChange } = props;
  if (report.total.requests === 0) {
    return (
      <Card>
        <EmptyState title={s.empty} text={s.emptyText} />
      </Card>
    );
  }
  // While another dimension loads, the report still has the groups of the last one.
  const [shown] = report.group_by;
  const by = GROUPS.find((group) => group === shown) ?? view.by;
  return (
    <div className="flex flex-col gap-4">
      <Headline report={report} />
      <SavingsTable report={report} view={{ ...view, by }} onSort={(sort, dir) => onChange({ sort, dir })} />
    </div>
  );
}

function BaselineSelect({ value, onChange }: { value: string | null; onChange: (value: string | null) => void }) {
  const models = (useModels().data?.models ?? []).filter((model) => model.priceSource !== null).map(({ id }) => id);
  // A baseline of the address stays choosable, whatever the list says of it.
  const ids = value === null || models.includes(value) ? models : [value, ...models];
  return (
    <Select
      aria-label={s.baseline}
      className="sm:w-80"
      value={value ?? ''}
      options={[{ value: '', label: s.recorded }, ...ids.map((id) => ({ value: id, label: s.alwaysModel(id) }))]}
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
    />
  );
}
