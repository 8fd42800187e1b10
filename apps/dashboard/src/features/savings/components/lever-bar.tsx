import { LEVER_COLORS } from '../../../components/savings-bar.tsx';
import { cx } from '../../../lib/cx.ts';
import { formatUsd } from '../../../lib/format.ts';
import { type SavingsPart, splitSavings } from '../../../lib/savings-split.ts';
import { leverStrings } from '../../../lib/strings/levers.ts';
import { savingsStrings as s } from '../../../lib/strings/savings.ts';
import { type SavingsRow, sumsOf } from '../lib/savings-rows.ts';

/** The causes of one group's saving; the whole width is the largest saving of all groups. Losses are hatched. */
export function LeverBar({ row, scale }: { row: SavingsRow; scale: number }) {
  const { gains, losses } = splitSavings(sumsOf(row.figures));
  const parts = [...gains, ...losses];
  if (parts.length === 0) return null;
  const textOf = (part: SavingsPart) => `${leverStrings.parts[part.name]} ${formatUsd(part.usd)}`;
  const sum = parts.reduce((total, part) => total + Math.abs(Number(part.usd)), 0);
  // Gains and losses side by side may be longer than what is left of them.
  const unit = 100 / Math.max(scale, sum);
  return (
    <span
      role="img"
      aria-label={s.barSummary(row.label, parts.map(textOf).join(', '))}
      className="flex h-2.5 w-full min-w-24 gap-px overflow-hidden rounded-sm bg-sunken"
    >
      {parts.map((part) => (
        <span
          key={part.name}
          title={textOf(part)}
          className={cx('h-full min-w-px', losses.includes(part) && 'hatched')}
          style={{
            width: `${(Math.abs(Number(part.usd)) * unit).toFixed(3)}%`,
            backgroundColor: LEVER_COLORS[part.name],
          }}
        />
      ))}
    </span>
  );
}
