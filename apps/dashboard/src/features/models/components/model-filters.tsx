import { Search } from 'lucide-react';
import { Button } from '../../../components/button.tsx';
import { Select, TextInput } from '../../../components/field.tsx';
import { SortSelect } from '../../../components/sort-select.tsx';
import { modelsStrings as s } from '../../../lib/strings/models.ts';
import type { ModelRow } from '../lib/model-rows.ts';
import { ABILITIES, type ModelsView, SHOWS, SORTS } from '../lib/view.ts';

type Change = (patch: Partial<ModelsView>, options?: { replace?: boolean }) => void;

/** Search, provider, what is shown and what a model must be able to do; on phones also the order. */
export function ModelFilters(props: { view: ModelsView; rows: readonly ModelRow[]; shown: number; onChange: Change }) {
  const { view, rows, shown, onChange } = props;
  const providers = [...new Set(rows.map((row) => row.provider))].sort();
  return (
    <fieldset className="m-0 flex min-w-0 flex-wrap items-center gap-2 border-0 p-0">
      <legend className="sr-only">{s.filters}</legend>
      <span className="relative w-full sm:w-56">
        <Search className="absolute top-2 left-2.5 size-4 text-ink-faint" aria-hidden />
        <TextInput
          type="search"
          data-shortcut="filter"
          aria-label={s.search}
          placeholder={s.search}
          className="pl-8"
          value={view.search ?? ''}
          onChange={(event) => {
            const text = event.target.value;
            onChange({ search: text === '' ? null : text }, { replace: true });
          }}
        />
      </span>
      <Select
        aria-label={s.provider}
        className="sm:w-40"
        value={view.provider ?? ''}
        options={[{ value: '', label: s.anyProvider }, ...providers.map((value) => ({ value, label: value }))]}
        onChange={(event) => onChange({ provider: event.target.value === '' ? null : event.target.value })}
      />
      <Select
        aria-label={s.show}
        className="sm:w-44"
        value={view.show}
        options={SHOWS.map((value) => ({ value, label: s.shows[value] }))}
        onChange={(event) => {
          const show = SHOWS.find((one) => one === event.target.value);
          if (show !== undefined) onChange({ show });
        }}
      />
      <Abilities chosen={view.can} onChange={onChange} />
      <SortSelect
        columns={SORTS.map((value) => ({ value, label: s.columns[value] }))}
        sort={view.sort}
        direction={view.dir}
        onSort={(sort, dir) => onChange({ sort, dir })}
      />
      <p aria-live="polite" className="figures text-xs text-ink-faint sm:ml-auto">
        {s.count(shown, rows.length)}
      </p>
    </fieldset>
  );
}

function Abilities({ chosen, onChange }: { chosen: ModelsView['can']; onChange: Change }) {
  return (
    <span className="flex flex-wrap items-center gap-1">
      {ABILITIES.map((ability) => {
        const isChosen = chosen.includes(ability);
        return (
          <Button
            key={ability}
            size="sm"
            variant={isChosen ? 'secondary' : 'ghost'}
            aria-pressed={isChosen}
            onClick={() =>
              onChange({ can: isChosen ? chosen.filter((other) => other !== ability) : [...chosen, ability] })
            }
          >
            {s.abilities[ability]}
          </Button>
        );
      })}
    </span>
  );
}
