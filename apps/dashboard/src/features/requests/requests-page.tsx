import type { RequestFacet } from '@llm-cost-optimizer/contracts';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { PageHeader } from '../../components/page-header.tsx';
import { TimeRangePicker } from '../../components/time-range-picker.tsx';
import { toPeriodQuery, usePeriod } from '../../lib/period.ts';
import { requestStrings as s } from '../../lib/strings/requests.ts';
import { useUrlState } from '../../lib/url-state.ts';
import { requestFacetsOptions } from './api/list-facets.ts';
import { FilterBar } from './components/filter-bar.tsx';
import { RequestDrawer } from './components/request-drawer.tsx';
import { RequestList } from './components/request-list.tsx';
import { VolumeChart } from './components/volume-chart.tsx';
import { useListInput, useRequestList } from './hooks/use-request-list.ts';
import { detailParameters, filterParameters, PAGE_SIZES, pageParameters, withValue } from './lib/filters.ts';

/** All requests: filter, look, open. Everything that is chosen stands in the address. */
export function RequestsPage() {
  const [period, setPeriod] = usePeriod();
  const [filters, setFilters] = useUrlState(filterParameters);
  const [opened, setOpened] = useUrlState(detailParameters);
  const [{ limit }, setPage] = useUrlState(pageParameters);
  const query = useMemo(() => toPeriodQuery(period), [period]);
  const input = useListInput(query, filters, Number(limit));
  const requests = useRequestList(input);
  const { rows } = requests;
  const keyNames = useKeyNames(query);
  const open = useCallback((id: string) => setOpened({ request: id }), [setOpened]);
  const add = useCallback(
    (facet: RequestFacet, value: string) => setFilters(withValue(filters, facet, value)),
    [setFilters, filters],
  );
  const position = rows.findIndex((row) => row.id === opened.request || row.clientRequestId === opened.request);
  return (
    <>
      <PageHeader title={s.title} text={s.text} actions={<TimeRangePicker />} />
      <div className="flex flex-col gap-4">
        <VolumeChart period={query} onZoom={setPeriod} />
        <FilterBar period={query} filters={filters} onChange={setFilters} />
        <RequestList
          requests={requests}
          filters={filters}
          openedId={opened.request}
          keyNames={keyNames}
          pageSize={limit}
          pageSizes={PAGE_SIZES}
          onPageSize={(next) => setPage({ limit: next })}
          onOpen={open}
          onAdd={add}
          onFilters={setFilters}
        />
      </div>
      <RequestDrawer
        id={opened.request}
        tab={opened.tab}
        previousId={position > 0 ? (rows[position - 1]?.id ?? null) : null}
        nextId={position === -1 ? null : (rows[position + 1]?.id ?? null)}
        onTab={(tab) => setOpened({ tab }, { replace: true })}
        onGo={(id) => setOpened({ request: id }, { replace: true })}
        onClose={() => setOpened({ request: null, tab: detailParameters.tab.initial })}
      />
    </>
  );
}

/** Names of the keys that occur in the period, by id. */
function useKeyNames(query: ReturnType<typeof toPeriodQuery>): ReadonlyMap<string, string> {
  const { data } = useQuery(requestFacetsOptions(query));
  return useMemo(() => new Map(data?.facets.key.map(({ value, label }) => [value, label ?? value])), [data]);
}
