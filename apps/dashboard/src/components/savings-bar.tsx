import { cx } from '../lib/cx.ts';
import { signOfDecimal } from '../lib/decimal.ts';
import { formatUsd, formatUsdExact, formatUsdFixed, usdDigits } from '../lib/format.ts';
import { type PartName, type SavedSums, type SavingsPart, splitSavings } from '../lib/savings-split.ts';
import { leverStrings as s } from '../lib/strings/levers.ts';
import { Swatch } from './badge.tsx';

/** Colour of each part, the same on all pages. */
export const LEVER_COLORS: Record<PartName, string> = {
  routing: 'var(--lever-routing)',
  exactCache: 'var(--lever-exact)',
  semanticCache: 'var(--lever-semantic)',
  dedup: 'var(--lever-dedup)',
  promptCache: 'var(--lever-prompt)',
  serviceTier: 'var(--lever-batch)',
  overhead: 'var(--lever-overhead)',
  unsplit: 'var(--series-other)',
};

/** The saving as one bar: gains from the left, losses hatched from the right end back; below it every part in figures. */
export function SavingsBar({ totals }: { totals: SavedSums }) {
  const { parts: all, gains, losses, digits } = splitSavings(totals);
  const parts = all.filter((part) => part.name !== 'unsplit' || Number(part.shownUsd) !== 0);
  // With dollars beside millionths not all fit the same decimals: what would read `$0.0000` is shown by itself.
  const show = (part: SavingsPart) =>
    signOfDecimal(part.usd) === 0 || usdDigits(part.usd) > digits
      ? formatUsd(part.usd)
      : formatUsdFixed(part.shownUsd, digits);
  const summary = s.splitSummary(parts.map((part) => `${s.parts[part.name]} ${show(part)}`).join(', '));
  return (
    <div className="mt-auto pt-5">
      <div
        role="img"
        aria-label={summary}
        className="relative flex h-4 w-full gap-0.5 overflow-hidden rounded-md bg-sunken"
      >
        {gains.map((part) => (
          <Segment key={part.name} part={part} text={show(part)} />
        ))}
        <div className="absolute inset-y-0 right-0 flex w-full justify-end gap-0.5">
          {losses.map((part) => (
            <Segment key={part.name} part={part} text={show(part)} isHatched />
          ))}
        </div>
      </div>
      <ul className="mt-3 grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-4">
        {parts.map((part) => (
          <li key={part.name} title={`${s.partHints[part.name]} ${formatUsdExact(part.usd)}`} className="flex flex-col">
            <span className="flex items-center gap-1.5 text-xs text-ink-soft">
              <Swatch color={LEVER_COLORS[part.name]} isHatched={part.name === 'overhead'} />
              {s.parts[part.name]}
            </span>
            <span
              className={cx(
                'figures pl-4 text-sm',
                signOfDecimal(part.usd) === 0 ? 'text-ink-faint' : 'font-medium text-ink',
              )}
            >
              {show(part)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Segment({ part, text, isHatched = false }: { part: SavingsPart; text: string; isHatched?: boolean }) {
  return (
    <span
      title={`${s.parts[part.name]}: ${text}`}
      className={cx('h-full min-w-0.5 shrink-0', isHatched && 'hatched')}
      style={{ width: `calc(${(part.share * 100).toFixed(3)}% - 2px)`, backgroundColor: LEVER_COLORS[part.name] }}
    />
  );
}
