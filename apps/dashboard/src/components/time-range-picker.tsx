import { RANGES } from '@llm-cost-optimizer/contracts';
import { CalendarRange, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { formatSpan } from '../lib/format.ts';
import { toLocalInput, usePeriod } from '../lib/period.ts';
import { commonStrings } from '../lib/strings/common.ts';
import { Button, IconButton } from './button.tsx';
import { Field, Select, TextInput } from './field.tsx';
import { Popover } from './popover.tsx';
import { Segmented } from './segmented.tsx';

const OPTIONS = RANGES.map((value) => ({ value, label: commonStrings.ranges[value].short }));
const LONG_OPTIONS = RANGES.map((value) => ({ value, label: commonStrings.ranges[value].long }));

/** Chooses the period of the page; it lives in the address bar (`range`, or `from` and `to` for a span of one's own). */
export function TimeRangePicker() {
  const [{ from, to, range }, setPeriod] = usePeriod();
  const choose = (next: (typeof RANGES)[number]) => setPeriod({ range: next, from: null, to: null });
  if (from !== null && to !== null) {
    return (
      <div
        data-shortcut="time-range"
        className="inline-flex h-8 max-w-full items-center rounded-lg border border-line bg-surface text-xs"
      >
        <CustomSpan label={formatSpan(from, to)} from={from} to={to} />
        <IconButton
          label={commonStrings.leaveSpan}
          className="size-7.5"
          onClick={() => setPeriod({ from: null, to: null })}
        >
          <X aria-hidden />
        </IconButton>
      </div>
    );
  }
  return (
    <div className="flex min-w-0 items-center gap-1" data-shortcut="time-range">
      <div className="hidden md:block">
        <Segmented label={commonStrings.timeRange} value={range} options={OPTIONS} onChange={choose} />
      </div>
      <div className="md:hidden">
        <Select
          aria-label={commonStrings.timeRange}
          value={range}
          options={LONG_OPTIONS}
          onChange={(event) => {
            const next = RANGES.find((candidate) => candidate === event.target.value);
            if (next !== undefined) choose(next);
          }}
        />
      </div>
      <CustomSpan label={null} from={null} to={null} />
    </div>
  );
}

function CustomSpan({ label, from, to }: { label: string | null; from: string | null; to: string | null }) {
  const [isOpen, setOpen] = useState(false);
  const trigger =
    label === null ? (
      <IconButton label={commonStrings.customSpan}>
        <CalendarRange aria-hidden />
      </IconButton>
    ) : (
      <button type="button" className="figures flex h-7.5 min-w-0 items-center gap-1.5 rounded-lg px-2 hover:bg-sunken">
        <CalendarRange className="size-3.5 shrink-0 text-ink-faint" aria-hidden />
        <span className="truncate">{label}</span>
      </button>
    );
  return (
    <Popover
      label={commonStrings.customSpanTitle}
      trigger={trigger}
      align="end"
      className="w-72 p-4"
      isOpen={isOpen}
      onOpenChange={setOpen}
    >
      <SpanForm from={from} to={to} onDone={() => setOpen(false)} />
    </Popover>
  );
}

function SpanForm({ from, to, onDone }: { from: string | null; to: string | null; onDone: () => void }) {
  const [, setPeriod] = usePeriod();
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const [start, end] = ['from', 'to'].map((name) => new Date(String(data.get(name))));
    if (start === undefined || end === undefined || !(start < end)) return setProblem(commonStrings.spanOrder);
    setPeriod({ from: start.toISOString(), to: end.toISOString() });
    onDone();
  };
  const now = new Date();
  const dayAgo = new Date(now.getTime() - 86_400_000);
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Field id="span-from" label={commonStrings.from}>
        <TextInput
          id="span-from"
          name="from"
          type="datetime-local"
          required
          defaultValue={toLocalInput(from === null ? dayAgo : new Date(from))}
        />
      </Field>
      <Field id="span-to" label={commonStrings.to} hint={commonStrings.spanHint} error={problem}>
        <TextInput
          id="span-to"
          name="to"
          type="datetime-local"
          required
          defaultValue={toLocalInput(to === null ? now : new Date(to))}
        />
      </Field>
      <Button type="submit" variant="primary">
        {commonStrings.apply}
      </Button>
    </form>
  );
}
