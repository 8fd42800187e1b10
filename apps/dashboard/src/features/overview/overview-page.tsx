import type { Overview } from '@llm-cost-optimizer/contracts';
import { GitCompareArrows } from 'lucide-react';
import { SimulatedBadge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ErrorState } from '../../components/states.tsx';
import { TimeRangePicker } from '../../components/time-range-picker.tsx';
import { cx } from '../../lib/cx.ts';
import { formatTime } from '../../lib/format.ts';
import { useLiveState } from '../../lib/live.ts';
import { toPeriodQuery } from '../../lib/period.ts';
import { overviewStrings as s } from '../../lib/strings/overview.ts';
import { useUrlState } from '../../lib/url-state.ts';
import { useOverview } from './api/get-overview.ts';
import { AttentionCard } from './components/attention-card.tsx';
import { CacheCard } from './components/cache-card.tsx';
import { ComplexityCard } from './components/complexity-card.tsx';
import { FiguresGrid } from './components/figures-grid.tsx';
import { FirstRun } from './components/first-run.tsx';
import { ModelsCard } from './components/models-card.tsx';
import { ModesCard } from './components/modes-card.tsx';
import { OverviewSkeleton } from './components/overview-skeleton.tsx';
import { RecentCard } from './components/recent-card.tsx';
import { SavingsCard } from './components/savings-card.tsx';
import { TrendCard } from './components/trend-card.tsx';
import { overviewParameters } from './lib/view.ts';

/** How much was saved, whether it works, what needs attention. */
export function OverviewPage() {
  const [view, setView] = useUrlState(overviewParameters);
  const { data, error, refetch, isPlaceholderData, dataUpdatedAt } = useOverview(toPeriodQuery(view));
  const isSimulated = (data?.totals.simulatedRequests ?? 0) > 0;
  return (
    <>
      <PageHeader
        title={s.title}
        badge={isSimulated && <SimulatedBadge />}
        actions={
          <>
            {data !== undefined && <Freshness updatedAt={dataUpdatedAt} isFailing={error !== null} />}
            <Button
              variant={view.compare ? 'secondary' : 'ghost'}
              aria-pressed={view.compare}
              title={s.compareHint}
              icon={<GitCompareArrows aria-hidden />}
              onClick={() => setView({ compare: !view.compare })}
            >
              <span className="max-sm:sr-only">{s.compare}</span>
            </Button>
            <TimeRangePicker />
          </>
        }
      />
      {data !== undefined ? (
        <div aria-busy={isPlaceholderData} className={cx('transition-opacity', isPlaceholderData && 'opacity-60')}>
          {isUnused(data) ? <FirstRun overview={data} /> : <Figures overview={data} isCompared={view.compare} />}
        </div>
      ) : error !== null ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <OverviewSkeleton />
      )}
    </>
  );
}

/** How old the figures are, said only when they do not follow by themselves. */
function Freshness({ updatedAt, isFailing }: { updatedAt: number; isFailing: boolean }) {
  const state = useLiveState();
  if (state === 'live' && !isFailing) return null;
  const time = formatTime(new Date(updatedAt).toISOString());
  return (
    <p className={cx('figures text-xs', isFailing ? 'text-bad' : 'text-ink-faint')}>
      {isFailing ? s.notRefreshed(time) : s.asOf(time)}
    </p>
  );
}

function Figures({ overview, isCompared }: { overview: Overview; isCompared: boolean }) {
  return (
    <div className="grid grid-cols-1 gap-4 xl:grid-cols-3">
      <SavingsCard overview={overview} isCompared={isCompared} className="xl:col-span-2" />
      <AttentionCard totals={overview.totals} />
      <FiguresGrid overview={overview} isCompared={isCompared} className="xl:col-span-3" />
      <TrendCard overview={overview} isCompared={isCompared} className="xl:col-span-2" />
      <ModelsCard overview={overview} />
      <div className="grid grid-cols-1 gap-4 md:grid-cols-2 xl:col-span-3 xl:grid-cols-3">
        <ComplexityCard complexity={overview.complexity} />
        <ModesCard modes={overview.modes} />
        <CacheCard cache={overview.totals.cache} className="md:max-xl:col-span-2" />
      </div>
      <RecentCard rows={overview.recent} className="xl:col-span-3" />
    </div>
  );
}

function isUnused({ totals, recent }: Overview): boolean {
  return totals.requests === 0 && recent.length === 0;
}
