import type { Totals } from '@llm-cost-optimizer/contracts';
import { formatPercent } from '../../../lib/format.ts';
import { overviewStrings as s } from '../../../lib/strings/overview.ts';
import { ShareCard } from './share-card.tsx';

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
    <ShareCard
      title={s.cache.title}
      className={className}
      summary={total === 0 ? s.trend.none : s.cache.summary(formatPercent(answered / total))}
      columns={[s.cache.outcome, s.cache.requests, s.cache.share]}
      entries={entries}
      total={total}
    />
  );
}
