import type { Overview } from '@llm-cost-optimizer/contracts';
import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { PATHS } from '../../../app/paths.ts';
import { Badge, SimulatedBadge } from '../../../components/badge.tsx';
import { Delta } from '../../../components/figure.tsx';
import { InfoPopover } from '../../../components/popover.tsx';
import { SavingsBar } from '../../../components/savings-bar.tsx';
import { cx } from '../../../lib/cx.ts';
import { signOfDecimal } from '../../../lib/decimal.ts';
import { formatPercent, formatUsd, formatUsdExact } from '../../../lib/format.ts';
import { keepPeriod, usePeriod } from '../../../lib/period.ts';
import { commonStrings } from '../../../lib/strings/common.ts';
import { overviewStrings as s } from '../../../lib/strings/overview.ts';
import { DataNotes } from './data-notes.tsx';

/** The headline: what was saved, against which baseline, and by which causes. */
export function SavingsCard({
  overview,
  isCompared,
  className,
}: {
  overview: Overview;
  isCompared: boolean;
  className?: string;
}) {
  const { totals, previous } = overview;
  const [period] = usePeriod();
  const search = new URLSearchParams(useLocation().search);
  const range =
    period.from !== null && period.to !== null ? s.span : commonStrings.ranges[period.range].long.toLowerCase();
  const isLoss = signOfDecimal(totals.savedUsd) < 0;
  return (
    <section
      aria-label={s.splitTitle}
      className={cx('flex min-w-0 flex-col rounded-xl border border-line bg-surface p-4 shadow-card sm:p-5', className)}
    >
      <div className="flex flex-wrap items-start gap-x-8 gap-y-4">
        <div className="min-w-0">
          <div className="flex min-h-6 items-center gap-1 text-sm text-ink-soft">
            <h2>{isLoss ? s.lostTitle(range) : s.saved(range)}</h2>
            <InfoPopover subject={s.saved(range)}>
              {s.info.saved.map((text) => (
                <p key={text}>{text}</p>
              ))}
              <p className="figures">
                <strong>{formatUsdExact(totals.savedUsd)}</strong>
              </p>
              <DataNotes totals={totals} />
            </InfoPopover>
            {totals.simulatedRequests > 0 && <SimulatedBadge isShort />}
          </div>
          <div className="mt-1 flex flex-wrap items-baseline gap-x-3">
            <span
              className={cx(
                'figures text-4xl leading-11 font-semibold tracking-tight',
                isLoss ? 'text-bad' : 'text-accent',
              )}
            >
              {formatUsd(totals.savedUsd)}
            </span>
            {totals.savingsRate !== null && (
              <span className="figures text-lg font-semibold text-ink">
                {isLoss ? s.more(formatPercent(-totals.savingsRate)) : s.less(formatPercent(totals.savingsRate))}
              </span>
            )}
            {isCompared && (
              <Delta
                current={Number(totals.savedUsd)}
                previous={Number(previous.savedUsd)}
                baseCount={previous.requests}
                goodDirection="up"
              />
            )}
          </div>
          <Baseline overview={overview} />
        </div>
        <dl className="w-full divide-y divide-line sm:ml-auto sm:w-88">
          <Sum label={s.paid} value={formatUsd(totals.costUsd)}>
            {isCompared && (
              <Delta
                current={Number(totals.costUsd)}
                previous={Number(previous.costUsd)}
                baseCount={previous.requests}
                goodDirection="down"
              />
            )}
          </Sum>
          <Sum label={s.counterfactual} value={formatUsd(totals.baselineUsd)} />
          <Sum label={s.projected} value={formatUsd(overview.projectedMonthUsd)}>
            {overview.projectedMonthUsd === null && (
              <span className="text-xs font-normal text-ink-faint">{s.projectedUnknown}</span>
            )}
          </Sum>
        </dl>
      </div>
      <SavingsBar totals={totals} />
      <Link
        to={`${PATHS.savings}${keepPeriod(search)}`}
        className="mt-3 inline-flex items-center gap-1 self-start text-xs font-medium text-accent hover:underline"
      >
        {s.splitFurther}
        <ArrowRight className="size-3" aria-hidden />
      </Link>
    </section>
  );
}

function Baseline({ overview }: { overview: Overview }) {
  const [first, ...others] = overview.baselines.filter((baseline) => baseline.model !== null);
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-1.5 text-sm text-ink-soft">
      {s.than}
      <span className="font-medium break-all text-ink">{first?.model ?? s.unknownBaseline}</span>
      {first?.isHistoric === true && (
        <Badge tone="warn" title={s.historicHint}>
          {s.historic}
        </Badge>
      )}
      {others.length > 0 && (
        <span
          title={others.map(({ model, isHistoric }) => `${model}${isHistoric ? ` (${s.historic})` : ''}`).join(', ')}
        >
          {s.otherBaselines(others.length)}
        </span>
      )}
      <Link to={PATHS.routing} className="text-accent underline underline-offset-2 hover:text-accent-strong">
        {s.changeBaseline}
      </Link>
    </p>
  );
}

function Sum({ label, value, children }: { label: string; value: string; children?: ReactNode }) {
  return (
    <div className="flex items-baseline gap-2 py-1.5">
      <dt className="text-sm text-ink-soft">{label}</dt>
      <dd className="figures ml-auto flex items-baseline gap-2 text-base font-semibold text-ink">
        {children}
        {value}
      </dd>
    </div>
  );
}
