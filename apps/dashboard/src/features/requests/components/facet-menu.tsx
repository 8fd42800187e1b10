import type { FacetValue, RequestFacet } from '@llm-cost-optimizer/contracts';
import { ChevronDown } from 'lucide-react';
import { useId, useState } from 'react';
import { TextInput } from '../../../components/field.tsx';
import { Popover } from '../../../components/popover.tsx';
import { Skeleton } from '../../../components/states.tsx';
import { cx } from '../../../lib/cx.ts';
import { formatCompact, UNKNOWN } from '../../../lib/format.ts';
import { requestStrings as s } from '../../../lib/strings/requests.ts';
import { facetLabel } from '../lib/labels.ts';

/** From this many values on, a field narrows them down. */
const SEARCH_FROM = 9;

/** One filter: a button that opens its values with their counts in the period. */
export function FacetMenu(props: {
  facet: RequestFacet;
  /** Undefined while they load, null when that failed. */
  values: readonly FacetValue[] | undefined | null;
  chosen: readonly string[];
  onChange: (values: readonly string[]) => void;
}) {
  const { facet, values, chosen, onChange } = props;
  const name = s.facets[facet];
  return (
    <Popover
      label={s.filterBy(name)}
      className="w-72"
      trigger={
        <button
          type="button"
          className={cx(
            'inline-flex h-8 shrink-0 items-center gap-1 rounded-lg border px-2.5 text-sm transition-colors hover:bg-sunken data-[state=open]:bg-sunken',
            chosen.length > 0
              ? 'border-accent bg-accent-soft text-accent-strong'
              : 'border-line bg-surface text-ink-soft',
          )}
        >
          {name}
          {chosen.length > 0 && (
            <span className="figures text-xs font-semibold">
              {chosen.length}
              <span className="sr-only"> {s.chosen}</span>
            </span>
          )}
          <ChevronDown className="size-3.5 opacity-70" aria-hidden />
        </button>
      }
    >
      <FacetValues facet={facet} values={values} chosen={chosen} onChange={onChange} />
    </Popover>
  );
}

function FacetValues({ facet, values, chosen, onChange }: Parameters<typeof FacetMenu>[0]) {
  const [text, setText] = useState('');
  const name = s.facets[facet];
  if (values === undefined) {
    return (
      <div aria-busy className="flex flex-col gap-2">
        <Skeleton className="h-5" />
        <Skeleton className="h-5" />
        <Skeleton className="h-5 w-2/3" />
      </div>
    );
  }
  if (values === null) return <p className="text-ink-soft">{s.valuesFailed}</p>;
  const absent = chosen.filter((value) => !values.some((known) => known.value === value));
  const all = [
    ...values.map((known) => ({ ...known, count: known.count })),
    ...absent.map((value) => ({ value, count: null })),
  ];
  const shown = all.filter((one) => facetLabel(facet, one).toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <>
      {all.length >= SEARCH_FROM && (
        <div className="mb-2">
          <TextInput
            aria-label={s.findValue(name)}
            placeholder={s.findValue(name)}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
      )}
      <ul className="-mx-2 max-h-72 overflow-y-auto">
        {shown.map((one) => (
          <FacetOption
            key={one.value}
            label={facetLabel(facet, one)}
            count={one.count}
            isChosen={chosen.includes(one.value)}
            onToggle={(isOn) => onChange(isOn ? [...chosen, one.value] : chosen.filter((value) => value !== one.value))}
          />
        ))}
        {shown.length === 0 && (
          <li className="px-2 py-1.5 text-ink-faint">{all.length === 0 ? s.noValues : s.noSuchValue}</li>
        )}
      </ul>
      {chosen.length > 0 && (
        <div className="-mx-2 mt-2 -mb-2 border-t border-line pt-1">
          <button
            type="button"
            onClick={() => onChange([])}
            className="w-full rounded-lg px-2 py-1.5 text-left text-ink-soft hover:bg-sunken hover:text-ink"
          >
            {s.clearFilter}
          </button>
        </div>
      )}
    </>
  );
}

function FacetOption(props: {
  label: string;
  count: number | null;
  isChosen: boolean;
  onToggle: (isOn: boolean) => void;
}) {
  const { label, count, isChosen, onToggle } = props;
  // The address takes a moment; the tick answers at once, and follows the address when that changes by other means.
  const [isOn, setOn] = useState(isChosen);
  const [known, setKnown] = useState(isChosen);
  if (known !== isChosen) {
    setKnown(isChosen);
    setOn(isChosen);
  }
  const id = useId();
  return (
    <li>
      <label htmlFor={id} className="flex min-h-8 cursor-pointer items-center gap-2 rounded-lg px-2 hover:bg-sunken">
        <input
          id={id}
          type="checkbox"
          checked={isOn}
          onChange={(event) => {
            setOn(event.target.checked);
            onToggle(event.target.checked);
          }}
          className="size-4 shrink-0 accent-(--accent)"
        />
        <span className="min-w-0 flex-1 truncate" title={label}>
          {label}
        </span>
        <span className="figures text-xs text-ink-faint">{count === null ? UNKNOWN : formatCompact(count)}</span>
      </label>
    </li>
  );
}
