import type { SavingsReport } from '@llm-cost-optimizer/contracts';
import { Badge } from '../../../components/badge.tsx';
import { Card } from '../../../components/card.tsx';
import { InfoPopover } from '../../../components/popover.tsx';
import { SavingsBar } from '../../../components/savings-bar.tsx';
import { cx } from '../../../lib/cx.ts';
import { signOfDecimal } from '../../../lib/decimal.ts';
import { formatCount, formatPercent, formatUsd, formatUsdExact } from '../../../lib/format.ts';
import { savingsStrings as s } from '../../../lib/strings/savings.ts';
import { rateOf, sumsOf } from '../lib/savings-rows.ts';

/** The whole of the period: what was saved, of what, by which causes. */
export function Headline({ report }: { report: SavingsReport }) {
  const { total, baseline_is_estimated: isEstimated } = report;
  const isLoss = signOfDecimal(total.saved_usd) < 0;
  const rate = rateOf(total);
  return (
    <Card>
      <div className="flex flex-wrap items-end gap-x-8 gap-y-3">
        <div>
          <div className="flex min-h-6 items-center gap-1 text-sm text-ink-soft">
            <h2>{isLoss ? s.lost : s.saved}</h2>
            <InfoPopover subject={s.saved}>
              {s.info.map((text) => (
                <p key={text}>{text}</p>
              ))}
              <p className="figures">
                <strong>{formatUsdExact(total.saved_usd)}</strong>
              </p>
              {total.unpriced_requests > 0 && <p>{s.unpriced(total.unpriced_requests)}</p>}
              {total.estimated_share !== null && total.estimated_share > 0 && (
                <p>{s.estimated(formatPercent(total.estimated_share))}</p>
              )}
            </InfoPopover>
            {isEstimated && (
              <Badge tone="info" title={s.estimatedBaselineHint}>
                {s.estimatedBaseline}
              </Badge>
            )}
          </div>
          <p className="flex flex-wrap items-baseline gap-x-3">
            <span className={cx('figures text-3xl font-semibold tracking-tight', isLoss ? 'text-bad' : 'text-accent')}>
              {formatUsd(total.saved_usd)}
            </span>
            {rate !== null && (
              <span className="figures text-base font-semibold text-ink">
                {isLoss ? s.more(formatPercent(-rate)) : s.less(formatPercent(rate))}
              </span>
            )}
          </p>
        </div>
        <dl className="figures flex flex-wrap gap-x-8 gap-y-2 text-sm">
          {[
            [s.counterfactual, formatUsd(total.baseline_usd)],
            [s.paid, formatUsd(total.actual_usd)],
            [s.requests, formatCount(total.requests)],
          ].map(([name, text]) => (
            <div key={name}>
              <dt className="text-xs text-ink-faint">{name}</dt>
              <dd className="font-medium text-ink">{text}</dd>
            </div>
          ))}
        </dl>
      </div>
      <SavingsBar totals={sumsOf(total)} />
      {isEstimated && <p className="mt-3 text-xs text-ink-faint">{s.estimatedBaselineHint}</p>}
      {total.unpriced_requests > 0 && <p className="mt-1 text-xs text-warn">{s.unpriced(total.unpriced_requests)}</p>}
    </Card>
  );
}
