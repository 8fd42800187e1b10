import { FlaskConical, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Tone } from '../lib/colors.ts';
import { cx } from '../lib/cx.ts';
import { commonStrings } from '../lib/strings/common.ts';

const TONES: Record<Tone, string> = {
  neutral: 'bg-sunken text-ink-soft',
  good: 'bg-accent-soft text-accent-strong',
  info: 'bg-info-soft text-info',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
};

/** A word with a tone. The word carries the meaning, the colour only repeats it. */
export function Badge({
  tone = 'neutral',
  icon,
  title,
  children,
}: {
  tone?: Tone;
  icon?: ReactNode;
  title?: string;
  children: ReactNode;
}) {
  return (
    <span
      title={title}
      className={cx(
        'inline-flex h-5 shrink-0 items-center gap-1 rounded-md px-1.5 text-2xs font-medium whitespace-nowrap [&_svg]:size-3',
        TONES[tone],
      )}
    >
      {icon}
      {children}
    </span>
  );
}

/** Marks figures that come from simulated providers. Stands wherever such a figure stands; `isShort` shows the icon only. */
export function SimulatedBadge({ isShort = false }: { isShort?: boolean }) {
  return (
    <Badge tone="warn" title={commonStrings.simulatedHint} icon={<FlaskConical aria-hidden />}>
      <span className={cx(isShort && 'sr-only')}>{commonStrings.simulated}</span>
    </Badge>
  );
}

/** Colour mark of a series in legends and lists; decoration only. */
export function Swatch({
  color,
  isLine = false,
  isHatched = false,
}: {
  color: string;
  isLine?: boolean;
  isHatched?: boolean;
}) {
  return (
    <span
      aria-hidden
      className={cx(
        'inline-block shrink-0',
        isLine ? 'h-0.5 w-3 rounded-full' : 'size-2.5 rounded-[3px]',
        isHatched && 'hatched',
      )}
      style={{ backgroundColor: color }}
    />
  );
}

/** An active filter: `model: gpt-6`, with a button that takes it away. */
export function FilterChip({ name, value, onRemove }: { name: string; value: string; onRemove: () => void }) {
  return (
    <span className="inline-flex h-7 max-w-full items-center gap-1 rounded-lg border border-line bg-surface pl-2 text-xs">
      <span className="text-ink-faint">{name}</span>
      <span className="truncate font-medium text-ink">{value}</span>
      <button
        type="button"
        onClick={onRemove}
        aria-label={commonStrings.removeFilter(name, value)}
        className="ml-0.5 inline-flex size-6.5 items-center justify-center rounded-md text-ink-faint hover:bg-sunken hover:text-ink"
      >
        <X className="size-3.5" aria-hidden />
      </button>
    </span>
  );
}
