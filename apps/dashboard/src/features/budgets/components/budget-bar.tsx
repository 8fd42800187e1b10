import type { BudgetView } from '@llm-cost-optimizer/contracts';
import { cx } from '../../../lib/cx.ts';
import { formatUsd } from '../../../lib/format.ts';
import { budgetsStrings as s } from '../../../lib/strings/budgets.ts';
import { budgetBar, isSpent } from '../lib/budget-rows.ts';

/** Spent (full), held (hatched), forecast (thin line) and marks for levels and limit, on one scale. */
export function BudgetBarView({ budget }: { budget: BudgetView }) {
  const { spent, held, forecast, limit, levels } = budgetBar(budget);
  const color = isSpent(budget) ? 'bg-bad' : budget.action === null ? 'bg-accent' : 'bg-warn';
  const parts = [
    `${s.spent} ${formatUsd(budget.spentUsd)}`,
    `${s.held} ${formatUsd(budget.heldUsd)}`,
    ...(budget.forecastUsd === null ? [] : [`${s.forecast} ${formatUsd(budget.forecastUsd)}`]),
    `${s.limit} ${formatUsd(budget.effectiveLimitUsd)}`,
  ];
  return (
    <div role="img" aria-label={s.barSummary(budget.name, parts.join(', '))} className="relative h-4">
      <span className="absolute inset-x-0 top-1 h-2 rounded-full bg-sunken" />
      {forecast !== null && (
        <span
          title={`${s.forecast} ${formatUsd(budget.forecastUsd)}`}
          className="absolute top-[7px] left-0 border-t-2 border-dashed border-line-strong"
          style={{ width: `${forecast.toFixed(2)}%` }}
        />
      )}
      <span className="absolute inset-x-0 top-1 flex h-2 overflow-hidden rounded-full">
        <span
          className={cx('h-full', color, spent > 0 && 'min-w-0.5')}
          style={{ width: `${spent.toFixed(2)}%` }}
          title={`${s.spent} ${formatUsd(budget.spentUsd)}`}
        />
        <span
          className={cx('hatched h-full', color)}
          style={{ width: `${held.toFixed(2)}%` }}
          title={`${s.held} ${formatUsd(budget.heldUsd)}`}
        />
      </span>
      {levels.map((at) => (
        <span key={at} className="absolute top-1 h-2 w-px bg-line-strong" style={{ left: `${at.toFixed(2)}%` }} />
      ))}
      <span
        title={`${s.limit} ${formatUsd(budget.effectiveLimitUsd)}`}
        className="absolute inset-y-0 w-0.5 -translate-x-full rounded-full bg-ink"
        style={{ left: `${limit.toFixed(2)}%` }}
      />
    </div>
  );
}
