import { type Overview, TIERS } from '@llm-cost-optimizer/contracts';
import { Swatch } from '../../../components/badge.tsx';
import { ChartFrame } from '../../../components/chart-frame.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { tierColor } from '../../../lib/colors.ts';
import { formatCompact, formatPercent } from '../../../lib/format.ts';
import { commonStrings } from '../../../lib/strings/common.ts';
import { overviewStrings as s } from '../../../lib/strings/overview.ts';

const SCORES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** How hard the requests were (1-10) and which tier served them. The dashed lines part the tiers. */
export function ComplexityCard({ complexity }: { complexity: Overview['complexity'] }) {
  const total = complexity.reduce((sum, entry) => sum + entry.requests, 0);
  const ofTier = (tier: string) =>
    complexity.filter((entry) => entry.tier === tier).reduce((sum, entry) => sum + entry.requests, 0);
  const share = (tier: string) => formatPercent(total > 0 ? ofTier(tier) / total : null, 0);
  const columns = SCORES.map((score) => complexity.filter((entry) => entry.score === score));
  const highest = Math.max(1, ...columns.map((entries) => entries.reduce((sum, entry) => sum + entry.requests, 0)));
  return (
    <ChartFrame
      title={s.complexity.title}
      summary={total === 0 ? s.complexity.none : s.complexity.summary(share('low'), share('medium'), share('high'))}
      table={{
        columns: [s.complexity.score, s.complexity.tier, s.complexity.requests],
        rows: complexity.map((entry) => [String(entry.score), tierLabel(entry.tier), formatCompact(entry.requests)]),
      }}
      legend={
        <ul className="mt-3 flex flex-wrap gap-x-4 text-xs text-ink-soft">
          {TIERS.map((tier) => (
            <li key={tier} className="flex h-6 items-center gap-1.5">
              <Swatch color={tierColor(tier)} />
              {commonStrings.tiers[tier]}
            </li>
          ))}
        </ul>
      }
    >
      {total === 0 ? (
        <EmptyState title={s.complexity.none} />
      ) : (
        <div aria-hidden className="flex h-36 gap-1">
          {columns.map((entries, index) => (
            <Column key={SCORES[index]} score={SCORES[index] ?? 0} entries={entries} highest={highest} total={total} />
          ))}
        </div>
      )}
    </ChartFrame>
  );
}

function Column({
  score,
  entries,
  highest,
  total,
}: {
  score: number;
  entries: Overview['complexity'];
  highest: number;
  total: number;
}) {
  const count = entries.reduce((sum, entry) => sum + entry.requests, 0);
  const isTierEnd = score === 3 || score === 7;
  return (
    <div
      title={`${s.complexity.score} ${score}: ${formatCompact(count)} (${formatPercent(count / total)})`}
      className={`flex flex-1 flex-col text-center ${isTierEnd ? 'border-r border-dashed border-line-strong pr-1' : ''}`}
    >
      <div className="flex min-h-0 flex-1 flex-col justify-end gap-px">
        <span className="figures text-2xs text-ink-faint">{formatPercent(count / total, 0)}</span>
        {entries.map((entry) => (
          <span
            key={entry.tier}
            className="min-h-px w-full first-of-type:rounded-t-sm"
            // The label above takes 16 px of the height.
            style={{
              height: `calc((100% - 16px) * ${entry.requests / highest})`,
              backgroundColor: tierColor(entry.tier),
            }}
          />
        ))}
      </div>
      <span className="figures border-t border-line pt-1 text-2xs text-ink-soft">{score}</span>
    </div>
  );
}

function tierLabel(tier: string): string {
  return tier === 'low' || tier === 'medium' || tier === 'high' ? commonStrings.tiers[tier] : tier;
}
