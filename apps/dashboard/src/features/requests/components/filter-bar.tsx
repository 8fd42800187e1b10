import { type PeriodQuery, REQUEST_FACETS, type RequestFacets } from '@llm-cost-optimizer/contracts';
import { useQuery } from '@tanstack/react-query';
import { Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { FilterChip } from '../../../components/badge.tsx';
import { Button } from '../../../components/button.tsx';
import { TextInput } from '../../../components/field.tsx';
import { requestStrings as s } from '../../../lib/strings/requests.ts';
import { requestFacetsOptions } from '../api/list-facets.ts';
import { activeValues, isFiltered, noFilters, type RequestFilters, withoutValue } from '../lib/filters.ts';
import { facetLabel } from '../lib/labels.ts';
import { FacetMenu } from './facet-menu.tsx';

/** Pause in typing after which the search takes effect. */
const TYPING_MS = 350;

interface FilterBarProps {
  readonly period: PeriodQuery;
  readonly filters: RequestFilters;
  readonly onChange: (patch: Partial<RequestFilters>, options?: { replace?: boolean }) => void;
}

/** Search, one menu per filter, and the active filters as chips. */
export function FilterBar({ period, filters, onChange }: FilterBarProps) {
  const facets = useQuery(requestFacetsOptions(period));
  const values = facets.isError && facets.data === undefined ? null : facets.data?.facets;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <SearchField value={filters.search} onChange={(search) => onChange({ search }, { replace: true })} />
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot scroll sideways in all browsers. */}
        <div
          role="group"
          aria-label={s.filters}
          className="flex max-w-full min-w-0 gap-2 overflow-x-auto py-0.5 max-sm:-mx-4 max-sm:px-4 sm:flex-wrap"
        >
          {REQUEST_FACETS.map((facet) => (
            <FacetMenu
              key={facet}
              facet={facet}
              values={values === null ? null : values?.[facet]}
              chosen={filters[facet]}
              onChange={(next) => onChange({ [facet]: next })}
            />
          ))}
        </div>
      </div>
      <ActiveFilters filters={filters} facets={values ?? undefined} onChange={onChange} />
    </div>
  );
}

function ActiveFilters(
  props: Pick<FilterBarProps, 'filters' | 'onChange'> & { facets: RequestFacets['facets'] | undefined },
) {
  const { filters, facets, onChange } = props;
  if (!isFiltered(filters)) return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {filters.search !== null && (
        <FilterChip name={s.search} value={filters.search} onRemove={() => onChange({ search: null })} />
      )}
      {activeValues(filters).map(({ facet, value }) => {
        const known = facets?.[facet].find((candidate) => candidate.value === value);
        return (
          <FilterChip
            key={`${facet}:${value}`}
            name={s.facets[facet]}
            value={facetLabel(facet, known ?? { value })}
            onRemove={() => onChange(withoutValue(filters, facet, value))}
          />
        );
      })}
      <Button size="sm" variant="ghost" onClick={() => onChange(noFilters())}>
        {s.clearAll}
      </Button>
    </div>
  );
}

/** Holds what is typed; the address follows after a pause, or at once by Enter. */
function SearchField({ value, onChange }: { value: string | null; onChange: (search: string | null) => void }) {
  const [text, setText] = useState(value ?? '');
  const [known, setKnown] = useState(value);
  // The address changed by other means (Back, a removed chip): it wins over what was typed.
  if (known !== value) {
    setKnown(value);
    if ((value ?? '') !== text.trim()) setText(value ?? '');
  }
  const latest = useRef(onChange);
  latest.current = onChange;
  const wanted = text.trim() === '' ? null : text.trim();
  useEffect(() => {
    if (wanted === value) return;
    const timer = setTimeout(() => latest.current(wanted), TYPING_MS);
    return () => clearTimeout(timer);
  }, [wanted, value]);
  return (
    <search data-shortcut="filter" className="w-full sm:w-72">
      <form
        className="relative"
        onSubmit={(event) => {
          event.preventDefault();
          onChange(wanted);
        }}
      >
        <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-faint" />
        <TextInput
          type="text"
          maxLength={200}
          aria-label={s.searchLabel}
          placeholder={s.searchPlaceholder}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="pr-8 pl-8"
        />
        {text !== '' && (
          <button
            type="button"
            aria-label={s.clearSearch}
            onClick={() => {
              setText('');
              onChange(null);
            }}
            className="absolute top-1 right-1 inline-flex size-6 items-center justify-center rounded-md text-ink-faint hover:bg-sunken hover:text-ink"
          >
            <X className="size-3.5" aria-hidden />
          </button>
        )}
      </form>
    </search>
  );
}
