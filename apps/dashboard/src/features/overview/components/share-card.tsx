import { ChartFrame } from '../../../components/chart-frame.tsx';
import { formatCompact, formatPercent } from '../../../lib/format.ts';

export interface ShareEntry {
  readonly label: string;
  readonly count: number;
  readonly color: string;
}

/** A card with shares of `total` as bars, and as a table. `columns` are the heads: what is shared out, requests, share. */
export function ShareCard(props: {
  title: string;
  summary: string;
  columns: readonly string[];
  entries: readonly ShareEntry[];
  total: number;
  className?: string;
}) {
  const { title, summary, columns, entries, total, className = '' } = props;
  const rows = entries.map(({ label, count }) => [label, formatCompact(count), shareOf(count, total)]);
  return (
    <ChartFrame title={title} className={className} summary={summary} table={{ columns, rows }}>
      <ShareBars entries={entries} total={total} />
    </ChartFrame>
  );
}

function shareOf(count: number, total: number): string {
  return formatPercent(total > 0 ? count / total : null);
}

/** Horizontal bars with their numbers beside. */
function ShareBars({ entries, total }: { entries: readonly ShareEntry[]; total: number }) {
  const highest = Math.max(1, ...entries.map((entry) => entry.count));
  return (
    <ul className="flex flex-col gap-2.5">
      {entries.map(({ label, count, color }) => (
        <li key={label}>
          <span className="flex items-baseline gap-2 text-sm">
            <span className="flex-1 text-ink">{label}</span>
            <span className="figures font-medium text-ink">{shareOf(count, total)}</span>
            <span className="figures w-16 text-right text-xs text-ink-faint">{formatCompact(count)}</span>
          </span>
          <span aria-hidden className="mt-1 block h-1.5 rounded-full bg-sunken">
            <span
              className="block h-full rounded-full"
              style={{ width: `${((count / highest) * 100).toFixed(2)}%`, backgroundColor: color }}
            />
          </span>
        </li>
      ))}
    </ul>
  );
}
