import { Search } from 'lucide-react';
import { Select, TextInput } from '../../../components/field.tsx';
import { keysStrings as s } from '../../../lib/strings/keys.ts';
import { type KeysView, SHOWS } from '../lib/view.ts';

/** Search, state and project. */
export function KeyFilters(props: {
  view: KeysView;
  projects: readonly string[];
  shown: number;
  all: number;
  onChange: (patch: Partial<KeysView>, options?: { replace?: boolean }) => void;
}) {
  const { view, projects, shown, all, onChange } = props;
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
          onChange={({ target: { value } }) => onChange({ search: value === '' ? null : value }, { replace: true })}
        />
      </span>
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
      <Select
        aria-label={s.project}
        className="sm:w-44"
        value={view.project ?? ''}
        options={[{ value: '', label: s.anyProject }, ...projects.map((value) => ({ value, label: value }))]}
        onChange={({ target: { value } }) => onChange({ project: value === '' ? null : value })}
      />
      <p aria-live="polite" className="figures text-xs text-ink-faint sm:ml-auto">
        {s.count(shown, all)}
      </p>
    </fieldset>
  );
}
