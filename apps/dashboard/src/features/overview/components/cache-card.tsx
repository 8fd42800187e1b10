import type { Totals } from '@llm-cost-optimizer/contracts';
import { ChartFrame } from '../../../components/chart-frame.tsx';
import { formatCompact, formatPercent } from '../../../lib/format.ts';
import { overviewStrings as s } from '../../../lib/strings/overview.ts';
import { ShareBars } from './share-bars.tsx';

const OUTCOMES = [
  ['exactHits', 'var(--lever-exact)'],
  ['semanticHits', 'var(--lever-semantic)'],
  ['shared', 'var(--lever-dedup)'],
  ['misses', 'var(--series-other)'],
  ['bypassed', 'var(--line-strong)'],
] as const;

/** What the cache did with the requests. */
export function CacheCard({ cache, className = '' }: { cache: Totals['cache']; className?: string }) {
  const total = OUTCOMES.reduce((sum, [name]) => sum + cache[name], 0);
  const entries = OUTCOMES.map(([name, color]) => ({ label: s.cache.outcomes[name], count: cache[name], color }));
  const answered = cache.exactHits + cache.semanticHits + cache.shared;
  return (
    <ChartFrame
      title={s.cache.title}
      className={className}
      summary={total === 0 ? s.trend.none : s.cache.summary(formatPercent(answered / total))}
      table={{
        columns: [s.cache.outcome, s.cache.requests, s.cache.share],
        rows: entries.map(({ label, count }) => [
          label,
          formatCompact(count),
          formatPercent(total > 0 ? count / total : null),
        ]),
      }}
    >
      <ShareBars entries={entries} total={total} />
    </ChartFrame>
  );
}
