import type { BudgetView } from '@llm-cost-optimizer/contracts';
import { Archive, ArrowRight, BanknoteArrowUp, Pencil, TrendingUp } from 'lucide-react';
import { Link } from 'react-router';
import { PATHS } from '../../../app/paths.ts';
import { Badge } from '../../../components/badge.tsx';
import { IconButton } from '../../../components/button.tsx';
import { negateDecimal, signOfDecimal } from '../../../lib/decimal.ts';
import { formatDateTime, formatPercent, formatUsd, formatUsdExact } from '../../../lib/format.ts';
import { budgetsStrings as s } from '../../../lib/strings/budgets.ts';
import { isSpent, leftOf, raiseOf, usedShareOf } from '../lib/budget-rows.ts';
import { BudgetBarView } from './budget-bar.tsx';

export type BudgetAct = 'change' | 'raise' | 'topUp' | 'end';

/** One budget: what it counts, how full it is, what happens then, where it is heading, and what may be done. */
export function BudgetRow(props: {
  budget: BudgetView;
  now: number;
  onAct: (action: BudgetAct, budget: BudgetView) => void;
}) {
  const { budget, now, onAct } = props;
  return (
    <li className="flex flex-col gap-1.5 px-4 py-3 first:pt-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="min-w-0 text-sm font-semibold break-words text-ink">{budget.name}</h3>
        {budget.scope !== 'organization' && (
          <span className="min-w-0 text-sm break-all text-ink-soft">{budget.subjectName ?? budget.subject}</span>
        )}
        <StateBadge budget={budget} />
        <span className="ml-auto">
          <Actions budget={budget} onAct={onAct} />
        </span>
      </div>
      <BudgetBarView budget={budget} />
      <div className="figures flex flex-wrap justify-between gap-x-6 gap-y-1 text-xs text-ink-soft">
        <Use budget={budget} now={now} />
        <Course budget={budget} />
      </div>
      <p className="figures text-xs text-ink-faint">{termsOf(budget)}</p>
    </li>
  );
}

function StateBadge({ budget }: { budget: BudgetView }) {
  if (isSpent(budget)) return <Badge tone="bad">{budget.scope === 'model' ? s.spentOutModel : s.spentOut}</Badge>;
  if (budget.action !== null) return <Badge tone="warn">{s.actions[budget.action]}</Badge>;
  if (budget.requests === 0) {
    return (
      <Badge tone="info" title={s.unmatchedHint}>
        {s.unmatched}
      </Badge>
    );
  }
  return <Badge tone="good">{s.below}</Badge>;
}

/** Spent and held of the limit, with raise and top-ups. */
function Use({ budget, now }: { budget: BudgetView; now: number }) {
  const raise = raiseOf(budget, now);
  const share = usedShareOf(budget);
  const left = leftOf(budget);
  const hasTopUps = signOfDecimal(budget.topUpsUsd) > 0;
  return (
    <p>
      <span title={formatUsdExact(budget.spentUsd)} className="font-medium text-ink">
        {formatUsd(budget.spentUsd)}
      </span>{' '}
      {s.of(formatUsd(budget.effectiveLimitUsd))}
      {' · '}
      {share === null ? s.noShare : s.used(formatPercent(share))}
      {' · '}
      {signOfDecimal(left) < 0 ? s.over(formatUsd(negateDecimal(left))) : s.left(formatUsd(left))}
      {signOfDecimal(budget.heldUsd) > 0 && (
        <span title={s.heldHint}>
          {' · '}
          {s.heldNow(formatUsd(budget.heldUsd))}
        </span>
      )}
      {raise !== null && ` · ${s.raised(formatUsd(raise.usd), formatDateTime(raise.until))}`}
      {hasTopUps && ` · ${s.toppedUp(formatUsd(budget.topUpsUsd))}`}
      {budget.requests > 0 && ` · ${s.requests(budget.requests)}`}
    </p>
  );
}

/** Where it is heading. */
function Course({ budget }: { budget: BudgetView }) {
  if (budget.period === 'none') return <p className="text-ink-faint">{s.forecastPrepaid}</p>;
  if (budget.forecastUsd === null) {
    return (
      <p className="text-ink-faint">
        {s.forecast}: {s.forecastUnknown.toLowerCase()}
      </p>
    );
  }
  return (
    <p>
      {s.forecast}: {s.forecastText(formatUsd(budget.forecastUsd))}
      {budget.exhaustedAt !== null && !isSpent(budget) && (
        <span className="font-medium text-warn"> · {s.exhausted(formatDateTime(budget.exhaustedAt))}</span>
      )}
    </p>
  );
}

/** Period, next start and levels in one line. */
function termsOf({ period, periodEnd, levels }: BudgetView): string {
  const levelTexts = levels.map(({ at, action }) => s.levelAt(formatPercent(at), s.actions[action]));
  return [
    s.periods[period],
    periodEnd === null ? s.neverResets : s.resets(formatDateTime(periodEnd)),
    levelTexts.length === 0 ? s.noLevels : levelTexts.join(', '),
  ].join(' · ');
}

function Actions({ budget, onAct }: { budget: BudgetView; onAct: (action: BudgetAct, budget: BudgetView) => void }) {
  const { name, source, period } = budget;
  if (source === 'config') {
    return (
      <Link
        to={PATHS.routing}
        title={s.fromConfig}
        className="inline-flex h-8 items-center gap-1 text-xs font-medium text-accent hover:underline"
      >
        {s.toRouting}
        <ArrowRight className="size-3" aria-hidden />
      </Link>
    );
  }
  return (
    <span className="inline-flex">
      <IconButton label={s.change(name)} onClick={() => onAct('change', budget)}>
        <Pencil aria-hidden />
      </IconButton>
      {period === 'none' && (
        <IconButton label={s.topUp(name)} onClick={() => onAct('topUp', budget)}>
          <BanknoteArrowUp aria-hidden />
        </IconButton>
      )}
      <IconButton label={s.raise(name)} onClick={() => onAct('raise', budget)}>
        <TrendingUp aria-hidden />
      </IconButton>
      <IconButton label={s.end(name)} onClick={() => onAct('end', budget)} className="hover:text-bad">
        <Archive aria-hidden />
      </IconButton>
    </span>
  );
}
