import { RANGES } from '@llm-cost-optimizer/contracts';
import { Calendar, X } from 'lucide-react';
import { cx } from '../lib/cx.ts';
import { formatDateTime } from '../lib/format.ts';
import { usePeriod } from '../lib/period.ts';
import { commonStrings } from '../lib/strings/common.ts';
import { IconButton } from './button.tsx';
import { Select } from './field.tsx';
import { Segmented } from './segmented.tsx';

const OPTIONS = RANGES.map((value) => ({ value, label: commonStrings.ranges[value].short }));
const LONG_OPTIONS = RANGES.map((value) => ({ value, label: commonStrings.ranges[value].long }));

/** Chooses the period of the page; it lives in the address bar (`range`, or `from` and `to` after zooming a chart). */
export function TimeRangePicker({ className }: { className?: string }) {
  const [period, setPeriod] = usePeriod();
  const { from, to, range } = period;
  const choose = (next: (typeof RANGES)[number]) => setPeriod({ range: next, from: null, to: null });
  if (from !== null && to !== null) {
    return (
      <div className="inline-flex h-8 items-center gap-1 rounded-lg border border-line bg-surface pl-2 text-xs">
        <Calendar className="size-3.5 text-ink-faint" aria-hidden />
        <span className="figures">
          {formatDateTime(from)} – {formatDateTime(to)}
        </span>
        <IconButton
          label={commonStrings.leaveSpan}
          className="size-7"
          onClick={() => setPeriod({ from: null, to: null })}
        >
          <X aria-hidden />
        </IconButton>
      </div>
    );
  }
  return (
    <div className={cx('min-w-0', className)} data-shortcut="time-range">
      <Segmented
        label={commonStrings.timeRange}
        value={range}
        options={OPTIONS}
        onChange={choose}
        className="hidden h-8 md:inline-flex [&_button]:h-7"
      />
      <Select
        aria-label={commonStrings.timeRange}
        value={range}
        options={LONG_OPTIONS}
        onChange={(event) => {
          const next = RANGES.find((candidate) => candidate === event.target.value);
          if (next !== undefined) choose(next);
        }}
        className="w-auto md:hidden"
      />
    </div>
  );
}
