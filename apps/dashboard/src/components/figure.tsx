import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '../lib/cx.ts';
import { formatChange, isFlatChange } from '../lib/format.ts';
import { commonStrings } from '../lib/strings/common.ts';
import { InfoPopover } from './popover.tsx';
import { Sparkline } from './sparkline.tsx';

/** Below this many requests a change says little and is drawn grey. */
const SMALL_BASE = 30;

export interface DeltaProps {
  /** Null when either side is unknown or the base is zero: nothing is shown then. */
  current: number | null;
  previous: number | null;
  /** Requests of the previous period. */
  baseCount: number;
  /** Whether more is better, worse, or neither. */
  goodDirection: 'up' | 'down' | 'none';
}

/** Change against the previous period, with arrow and sign; the tone says better or worse. */
export function Delta({ current, previous, baseCount, goodDirection }: DeltaProps) {
  if (current === null || previous === null || previous === 0) return null;
  const ratio = (current - previous) / Math.abs(previous);
  const isFlat = isFlatChange(ratio);
  const isGood = ratio > 0 === (goodDirection === 'up');
  const isGrey = isFlat || baseCount < SMALL_BASE || goodDirection === 'none';
  const Arrow = ratio > 0 ? ArrowUp : ArrowDown;
  return (
    <span
      title={baseCount < SMALL_BASE ? commonStrings.smallBase : commonStrings.comparedWithPrevious}
      className={cx(
        'figures inline-flex items-center gap-0.5 text-xs font-medium',
        isGrey ? 'text-ink-faint' : isGood ? 'text-accent' : 'text-bad',
      )}
    >
      {!isFlat && <Arrow className="size-3" aria-hidden />}
      {formatChange(ratio)}
      <span className="sr-only"> {commonStrings.comparedWithPrevious}</span>
    </span>
  );
}

/**
 * One figure: name, value as text, change, course, and up to three lesser figures (`[name, text]`) below. `info`
 * explains it in a popover.
 */
export function Figure(props: {
  label: string;
  value: ReactNode;
  delta?: ReactNode;
  stats?: readonly (readonly [string, string])[];
  info?: ReactNode;
  badge?: ReactNode;
  trend?: readonly number[];
}) {
  const { label, value, delta, stats, info, badge, trend } = props;
  return (
    <div className="flex min-w-0 flex-col rounded-xl border border-line bg-surface px-4 pt-2 pb-3 shadow-card">
      <div className="flex min-h-6 items-center gap-1 text-xs text-ink-soft">
        <span className="truncate">{label}</span>
        {info !== undefined && <InfoPopover subject={label}>{info}</InfoPopover>}
        {badge !== undefined && <span className="ml-auto">{badge}</span>}
      </div>
      <div className="flex items-end gap-3">
        <div className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <span className="figures text-xl leading-8 font-semibold tracking-tight whitespace-nowrap text-ink">
            {value}
          </span>
          {delta}
        </div>
        {trend !== undefined && (
          <div className="mb-1 ml-auto hidden w-16 shrink-0 sm:block">
            <Sparkline values={trend} />
          </div>
        )}
      </div>
      {stats !== undefined && (
        <dl className="figures mt-1 flex flex-wrap gap-x-3 text-xs">
          {stats.map(([name, text]) => (
            <div key={name} className="flex gap-1 whitespace-nowrap">
              <dt className="text-ink-faint">{name}</dt>
              <dd className="text-ink-soft">{text}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
